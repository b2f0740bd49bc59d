/// The face of the network stack: a host, its connections and streams.
///
/// Comes in: dials, protocol handlers. Goes out: blocking streams to peers whose identity is
/// proved. Never knows a block or a token.
@NullMarked
package network.cairn.libp2p.host;

import org.jspecify.annotations.NullMarked;
