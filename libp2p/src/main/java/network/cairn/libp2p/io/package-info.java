/// Blocking bytes: what everything that carries them has in common, and deadlines on it.
///
/// Comes in: nothing. Goes out: the interfaces that transports, secure channels, muxers and
/// protocol negotiation share. Knows no address and no peer.
@NullMarked
package network.cairn.libp2p.io;

import org.jspecify.annotations.NullMarked;
