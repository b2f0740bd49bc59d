/// Self-describing network addresses (multiformats/multiaddr).
///
/// Comes in: text or bytes. Goes out: immutable, bounded values. Never resolves a name.
@NullMarked
package network.cairn.libp2p.multiaddr;

import org.jspecify.annotations.NullMarked;
