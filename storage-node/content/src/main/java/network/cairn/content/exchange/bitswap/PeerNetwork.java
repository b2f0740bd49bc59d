package network.cairn.content.exchange.bitswap;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Where a peer is, as far as shares of memory are concerned: its IPv4 /24 or IPv6 /56, within
/// which somebody may have as many peers as they like. A peer on this machine, or reached without
/// IP, is a network of its own.
///
/// @param name equal for peers of one network
record PeerNetwork(String name) {
  private static final int IPV4_BYTES = 3;
  private static final int IPV6_BYTES = 7;

  static PeerNetwork of(PeerId peer, Optional<Multiaddr> address) {
    return address
        .flatMap(Multiaddr::ip)
        .filter(ip -> !ip.isLoopbackAddress())
        .map(PeerNetwork::of)
        .orElseGet(() -> new PeerNetwork(peer.toString()));
  }

  private static PeerNetwork of(InetAddress ip) {
    int bytes = ip instanceof Inet4Address ? IPV4_BYTES : IPV6_BYTES;
    return new PeerNetwork(HexFormat.of().formatHex(Arrays.copyOf(ip.getAddress(), bytes)));
  }
}
