/// The Noise XX handshake and transport of libp2p (libp2p specs, noise).
///
/// Comes in: a raw connection on which `/noise` was agreed. Goes out: a secure connection to a
/// proved peer, or a closed one. Never tolerates a forged, oversized or repeated record: the
/// connection dies.
@NullMarked
package network.cairn.libp2p.security.noise;

import org.jspecify.annotations.NullMarked;
