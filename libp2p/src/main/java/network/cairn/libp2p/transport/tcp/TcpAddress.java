package network.cairn.libp2p.transport.tcp;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Between multiaddrs and socket addresses.
///
/// @param kind what the connection carries
/// @param name by which a secure WebSocket is asked for and proves itself, where the address has
///   one
record TcpAddress(InetSocketAddress socket, Kind kind, Optional<String> name) {
  /// The socket address of `/ip4|ip6/.../tcp/...` and what may follow ([Kind]), a trailing `/p2p`
  /// aside; empty for any other shape.
  static Optional<TcpAddress> of(Multiaddr address) {
    List<Component> shape =
        address.withoutPeer().stream().flatMap(a -> a.components().stream()).toList();
    if (shape.size() < 2 || shape.get(1).protocol() != Protocol.TCP) {
      return Optional.empty();
    }
    List<Component> over = shape.subList(2, shape.size());
    boolean named =
        over.size() == 3
            && over.getFirst().protocol() == Protocol.TLS
            && over.get(1).protocol() == Protocol.SNI;
    Optional<Kind> kind =
        Kind.of(
            over.stream()
                .map(Component::protocol)
                .filter(each -> !named || each != Protocol.SNI)
                .toList());
    Optional<String> name = named ? Optional.of(over.get(1).value()) : Optional.empty();
    return address
        .ip()
        .flatMap(ip ->
            kind.map(is ->
                new TcpAddress(new InetSocketAddress(ip, address.port().orElseThrow()), is, name)));
  }

  static Multiaddr multiaddr(InetSocketAddress address) {
    return Multiaddr.of(address.getAddress(), Protocol.TCP, address.getPort());
  }

  /// What a request names as its host, without the port.
  String host() {
    return name.orElseGet(() -> socket.getAddress().getHostAddress());
  }

  /// What a request of HTTP names as its host.
  String authority() {
    boolean bare = name.isPresent() || socket.getAddress() instanceof Inet4Address;
    return (bare ? host() : "[" + host() + "]") + ":" + socket.getPort();
  }
}
