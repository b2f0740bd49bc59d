/// Peers of the local network, found by multicast DNS (libp2p specs, discovery/mdns).
///
/// Comes in: packets of anybody on the network's links, and the host. Goes out: queries, one answer
/// a second at most, and dials of peers that others name. Never: a name of this machine, or an
/// address beyond the local network.
@NullMarked
package network.cairn.libp2p.mdns;

import org.jspecify.annotations.NullMarked;
