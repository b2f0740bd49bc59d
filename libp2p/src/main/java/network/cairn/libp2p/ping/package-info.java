/// Round trips: 32 random bytes and their echo (libp2p specs, ping).
///
/// Comes in: streams. Goes out: echoes and measured times. Never keeps a stream that went silent.
@NullMarked
package network.cairn.libp2p.ping;

import org.jspecify.annotations.NullMarked;
