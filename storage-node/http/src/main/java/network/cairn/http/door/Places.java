package network.cairn.http.door;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// So many at once in all, and so many of one network; callers on this machine are bounded by the
/// first alone. Only networks that have a place are remembered. Thread-safe.
public final class Places {
  private final int atOnce;
  private final int perNetwork;
  private final Map<NetworkPrefix, Integer> taken = new HashMap<>();
  private int all;

  public Places(int atOnce, int perNetwork) {
    this.atOnce = atOnce;
    this.perNetwork = perNetwork;
  }

  /// Whether one was had.
  public enum Taken {
    YES,
    ALL_FULL,
    NETWORK_FULL
  }

  public synchronized Taken take(Optional<NetworkPrefix> network) {
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

  public synchronized void give(Optional<NetworkPrefix> network) {
    all--;
    network.ifPresent(n -> taken.computeIfPresent(n, (_, own) -> own > 1 ? own - 1 : null));
  }
}
