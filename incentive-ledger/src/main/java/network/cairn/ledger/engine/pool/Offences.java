package network.cairn.ledger.engine.pool;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.ledger.engine.Submitter;

/// Counts what is false (signatures, proofs, evidence) by who handed it in, so that checking it
/// cannot be had for nothing without end. Blocks are the clock: each one forgives some. For one
/// thread at a time.
///
/// Bounded: of more networks than it knows it forgets the one that has been known for longest.
public final class Offences {
  /// As many are checked before a network has to wait.
  public static final int ALLOWED = 64;

  /// Forgiven with each block.
  public static final int FORGIVEN = 8;

  static final int MAX_NETWORKS = 4_096;

  private final Map<String, Integer> counts = new LinkedHashMap<>();

  /// Whether nothing of this network is checked now.
  public boolean isOverdrawn(Submitter from) {
    return from.network().map(network -> counts.getOrDefault(network, 0)).orElse(0) >= ALLOWED;
  }

  /// This process is not counted: what it is handed it has to judge.
  public void count(Submitter from) {
    from.network()
        .ifPresent(network -> {
          counts.merge(network, 1, Integer::sum);
          if (counts.size() > MAX_NETWORKS) {
            Iterator<String> eldest = counts.keySet().iterator();
            eldest.next();
            eldest.remove();
          }
        });
  }

  /// A block came.
  public void forgive() {
    counts.replaceAll((_, count) -> count - FORGIVEN);
    counts.values().removeIf(count -> count <= 0);
  }
}
