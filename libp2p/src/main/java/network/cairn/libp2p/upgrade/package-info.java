/// From raw bytes to a connection with streams (libp2p specs, connections: upgrading).
///
/// Comes in: what a transport delivered, the security protocols and muxers on offer. Goes out:
/// capable connections to proved peers. The only room that knows which protocols those are.
@NullMarked
package network.cairn.libp2p.upgrade;

import org.jspecify.annotations.NullMarked;
