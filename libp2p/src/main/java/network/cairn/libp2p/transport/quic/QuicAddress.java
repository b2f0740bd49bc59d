package network.cairn.libp2p.transport.quic;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Between multiaddrs and socket addresses.
final class QuicAddress {
  private QuicAddress() {}

  /// The socket address of `/ip4|ip6/.../udp/.../quic-v1`, a trailing `/p2p` aside; empty for any
  /// other shape.
  static Optional<InetSocketAddress> of(Multiaddr address) {
    List<Protocol> shape =
        address.withoutPeer().stream()
            .flatMap(a -> a.components().stream())
            .map(Component::protocol)
            .toList();
    if (shape.size() != 3 || shape.get(1) != Protocol.UDP || shape.get(2) != Protocol.QUIC_V1) {
      return Optional.empty();
    }
    return address.ip().map(ip -> new InetSocketAddress(ip, address.port().orElseThrow()));
  }

  static Multiaddr multiaddr(InetSocketAddress address) {
    Multiaddr udp = Multiaddr.of(address.getAddress(), Protocol.UDP, address.getPort());
    return Multiaddr.of(
        Stream.concat(udp.components().stream(), Stream.of(Component.of(Protocol.QUIC_V1, "")))
            .toList());
  }
}
