package network.cairn.libp2p.transport.tcp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Between multiaddrs and socket addresses.
final class TcpAddress {
  private TcpAddress() {}

  /// The socket address of `/ip4|ip6/.../tcp/...`, a trailing `/p2p` aside; empty for any other
  /// shape.
  static Optional<InetSocketAddress> of(Multiaddr address) {
    List<Protocol> shape =
        address.withoutPeer().stream()
            .flatMap(a -> a.components().stream())
            .map(Component::protocol)
            .toList();
    if (!shape.equals(List.of(Protocol.IP4, Protocol.TCP))
        && !shape.equals(List.of(Protocol.IP6, Protocol.TCP))) {
      return Optional.empty();
    }
    return address.ip().map(ip -> new InetSocketAddress(ip, address.port().orElseThrow()));
  }

  static Multiaddr multiaddr(InetSocketAddress address) {
    return Multiaddr.of(address.getAddress(), Protocol.TCP, address.getPort());
  }
}
