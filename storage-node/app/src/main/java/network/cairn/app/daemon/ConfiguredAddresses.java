package network.cairn.app.daemon;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

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
    Multiaddr address = multiaddr(key, text);
    if (address.has(Protocol.UNIX)) {
      throw new StartFailed(
          key
              + " in the configuration: a door on a Unix socket ("
              + text
              + ") is not offered; use /ip4/127.0.0.1/tcp/<port>");
    }
    InetAddress ip =
        address
            .ip()
            .filter(_ -> address.has(Protocol.TCP))
            .orElseThrow(() ->
                new StartFailed(
                    key + " in the configuration must be /ip4/<address>/tcp/<port>, not " + text));
    return new InetSocketAddress(ip, address.port().orElseThrow());
  }

  static Multiaddr tcp(InetAddress ip, int port) {
    return Multiaddr.of(ip, Protocol.TCP, port);
  }
}
