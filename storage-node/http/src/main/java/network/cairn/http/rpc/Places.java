package network.cairn.http.rpc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.http.door.NetworkPrefix;

/// So many at once in all, and so many of one network; callers on this machine are bounded by the
/// first alone. Only networks that have a place are remembered. Thread-safe.
final class Places {
  private final int atOnce;
  private final int perNetwork;
  private final Map<NetworkPrefix, Integer> taken = new HashMap<>();
  private int all;

  Places(int atOnce, int perNetwork) {
    this.atOnce = atOnce;
    this.perNetwork = perNetwork;
  }

  /// Whether one was had.
  enum Taken {
    YES,
    ALL_FULL,
    NETWORK_FULL
  }

  synchronized Taken take(Optional<NetworkPrefix> network) {
    if (all >= atOnce) {
      return Taken.ALL_FULL;
    }
    if (network.isPresent() && taken.getOrDefault(network.get(), 0) >= perNetwork) {
      return Taken.NETWORK_FULL;
    }
    network.ifPresent(n -> taken.merge(n, 1, Integer::sum));
    all++;
    return Taken.YES;
  }

  synchronized void give(Optional<NetworkPrefix> network) {
    all--;
    network.ifPresent(n -> taken.computeIfPresent(n, (_, own) -> own > 1 ? own - 1 : null));
  }
}
