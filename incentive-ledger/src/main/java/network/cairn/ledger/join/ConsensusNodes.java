package network.cairn.ledger.join;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where consensus nodes are, of what a server says of them: a hint, which costs a call in vain.
public final class ConsensusNodes {
  private ConsensusNodes() {}

  /// Those that can be reached from here. One that listens at all addresses is where its server is;
  /// one on the server's own loopback is reached on that machine alone.
  ///
  /// @param nodes `id@host:port`
  /// @param server who named them
  public static List<String> reachable(List<String> nodes, URI server) {
    String here = String.valueOf(server.getHost());
    List<String> reachable = new ArrayList<>();
    for (String node : nodes) {
      of(node, here).filter(seen -> !reachable.contains(seen)).ifPresent(reachable::add);
    }
    return reachable;
  }

  private static Optional<String> of(String node, String here) {
    int at = node.indexOf('@');
    int colon = node.lastIndexOf(':');
    String host = node.substring(at + 1, colon);
    if (host.equals("0.0.0.0") || host.equals("[::]") || host.isEmpty()) {
      return Optional.of(node.substring(0, at + 1) + here + node.substring(colon));
    }
    return isLoopback(host) && !isLoopback(here) ? Optional.empty() : Optional.of(node);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }
}
