/// Peers that a host is to be connected to always.
///
/// Comes in: peers with their addresses. Goes out: dials, again after pauses that grow, and
/// protection of their connections. Never: a peer that nobody named.
@NullMarked
package network.cairn.libp2p.peering;

import org.jspecify.annotations.NullMarked;
