package network.cairn.http.delegated;

import java.net.InetSocketAddress;
import java.util.Optional;
import network.cairn.http.door.Request;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// The address of a door, as its caller has it.
final class CalledAddress {
  private CalledAddress() {}

  /// `/ip4/ADDRESS/tcp/PORT/http`; empty where the caller named another host, because then a proxy
  /// stands between, and what this side sees leads the caller nowhere, or to itself.
  static Optional<Multiaddr> of(Request request) {
    Optional<InetSocketAddress> called = request.calledAt();
    if (called.isEmpty() || called.get().isUnresolved()) {
      return Optional.empty();
    }
    String ip = called.get().getAddress().getHostAddress();
    int port = called.get().getPort();
    boolean six = ip.indexOf(':') >= 0;
    String host = request.header("Host").orElse("");
    boolean local = called.get().getAddress().isLoopbackAddress();
    if (!host.equals((six ? "[" + ip + "]" : ip) + ":" + port)
        && !(local && host.equals("localhost:" + port))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Multiaddr.parse((six ? "/ip6/" : "/ip4/") + ip + "/tcp/" + port + "/http"));
    } catch (InvalidMultiaddr _) {
      return Optional.empty();
    }
  }
}
