/// How much of this host each network, each peer and all of them together may hold: connections,
/// upgrades, streams, streams that negotiate, bytes of buffers (go-libp2p's resource manager).
///
/// Comes in: a table of limits made from a budget of memory. Goes out: a scope for each connection,
/// which counts what it takes and gives back; a refusal is a value that names the bound. Knows no
/// socket and no protocol; what was taken is always given back with the connection.
@NullMarked
package network.cairn.libp2p.resource;

import org.jspecify.annotations.NullMarked;
