package network.cairn.libp2p.transport.tcp;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// What travels over a TCP connection.
enum Kind {
  /// The bytes themselves.
  PLAIN(List.of()),
  /// A WebSocket: `/ws`.
  WEBSOCKET(List.of(Protocol.WS)),
  /// A WebSocket within TLS of the web: `/tls/ws`, `/wss`, `/tls/sni/HOST/ws`.
  SECURE_WEBSOCKET(List.of(Protocol.TLS, Protocol.WS));

  private final List<Protocol> over;

  Kind(List<Protocol> over) {
    this.over = over;
  }

  /// What comes after the port in an address.
  ///
  /// @param over the protocols there, a name of TLS left out
  static Optional<Kind> of(List<Protocol> over) {
    if (over.equals(List.of(Protocol.WSS))) {
      return Optional.of(SECURE_WEBSOCKET);
    }
    return Stream.of(values()).filter(kind -> kind.over.equals(over)).findFirst();
  }

  /// The address of such connections at a port.
  Multiaddr at(Multiaddr port) {
    return Multiaddr.of(
        Stream.concat(port.components().stream(), over.stream().map(each -> Component.of(each, "")))
            .toList());
  }
}
