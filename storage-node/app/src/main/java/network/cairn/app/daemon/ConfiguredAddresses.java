package network.cairn.app.daemon;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.store.config.DoorAddress;

/// Reads the configuration's addresses.
final class ConfiguredAddresses {
  private ConfiguredAddresses() {}

  /// @throws StartFailed naming the key and the address
  static List<Multiaddr> multiaddrs(String key, List<String> texts) {
    return texts.stream().map(t -> multiaddr(key, t)).toList();
  }

  /// @throws StartFailed naming the key and the address
  static Multiaddr multiaddr(String key, String text) {
    try {
      return Multiaddr.parse(text);
    } catch (InvalidMultiaddr e) {
      throw new StartFailed(key + " in the configuration: " + e.getMessage(), e);
    }
  }

  /// The socket address of `/ip4|ip6/…/tcp/…`.
  ///
  /// @throws StartFailed naming the key and the address
  static InetSocketAddress socket(String key, String text) {
    try {
      return DoorAddress.parse(text);
    } catch (InvalidMultiaddr e) {
      throw new StartFailed(key + " in the configuration: " + e.getMessage(), e);
    }
  }

  static Multiaddr tcp(InetAddress ip, int port) {
    return Multiaddr.of(ip, Protocol.TCP, port);
  }
}
