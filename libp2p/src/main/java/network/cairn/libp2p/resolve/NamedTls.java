package network.cairn.libp2p.resolve;

import java.util.ArrayList;
import java.util.List;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Secure WebSockets prove themselves by a name, which an address of numbers has lost.
final class NamedTls {
  private NamedTls() {}

  /// The address with the name in its TLS, as go-libp2p writes it: `/wss` and `/tls/ws` become
  /// `/tls/sni/NAME/ws`. Others, and those that have a name there, stay as they are.
  static Multiaddr keepName(Multiaddr address, String name) {
    if (address.has(Protocol.SNI) || !address.has(Protocol.WSS) && !isTlsWebsocket(address)) {
      return address;
    }
    List<Component> named = new ArrayList<>();
    for (Component component : address.components()) {
      switch (component.protocol()) {
        case WSS -> {
          named.addAll(tls(name));
          named.add(Component.of(Protocol.WS, ""));
        }
        case TLS -> named.addAll(tls(name));
        default -> named.add(component);
      }
    }
    return Multiaddr.of(named);
  }

  private static boolean isTlsWebsocket(Multiaddr address) {
    return address.has(Protocol.TLS) && address.has(Protocol.WS);
  }

  private static List<Component> tls(String name) {
    return List.of(Component.of(Protocol.TLS, ""), Component.of(Protocol.SNI, name));
  }
}
