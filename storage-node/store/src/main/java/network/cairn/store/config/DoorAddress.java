package network.cairn.store.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Where an HTTP door of a daemon may be: `/ip4|ip6/ADDRESS/tcp/PORT`.
public final class DoorAddress {
  private DoorAddress() {}

  /// @throws InvalidMultiaddr if no door can be there; the message says what to write instead
  public static InetSocketAddress parse(String text) {
    Multiaddr address = Multiaddr.parse(text);
    if (address.has(Protocol.UNIX)) {
      throw new InvalidMultiaddr(
          "a door on a Unix socket (" + text + ") is not offered; use /ip4/127.0.0.1/tcp/<port>");
    }
    InetAddress ip =
        address
            .ip()
            .filter(_ -> address.has(Protocol.TCP))
            .orElseThrow(() ->
                new InvalidMultiaddr("a door's address is /ip4/<address>/tcp/<port>, not " + text));
    return new InetSocketAddress(ip, address.port().orElseThrow());
  }
}
