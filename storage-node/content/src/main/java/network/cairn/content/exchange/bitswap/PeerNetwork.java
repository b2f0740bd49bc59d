package network.cairn.content.exchange.bitswap;

import java.util.Optional;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Where a peer is, as far as shares of memory are concerned: its IPv4 /24 or IPv6 /56, within
/// which somebody may have as many peers as they like. A peer on this machine, or reached without
/// IP, is a network of its own.
///
/// @param name equal for peers of one network
record PeerNetwork(String name) {
  static PeerNetwork of(PeerId peer, Optional<Multiaddr> address) {
    return address
        .flatMap(Multiaddr::ip)
        .filter(ip -> !ip.isLoopbackAddress())
        .map(ip -> new PeerNetwork(AddressPrefix.customer(ip).text()))
        .orElseGet(() -> new PeerNetwork(peer.toString()));
  }
}
