package network.cairn.deals.provider;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.ledger.types.Amount;

/// The prices at which this process has signed asks, and until which height each stands: a client
/// that pays by an ask is not turned away because the price has risen meanwhile. Thread-safe.
final class Quoted {
  /// Prices that are remembered; of more those that stand longest.
  private static final int MOST = 32;

  private final Map<Amount, Long> standing = new TreeMap<>();

  /// @param until the last height at which the ask stands
  synchronized void add(Amount price, long height, long until) {
    standing.values().removeIf(end -> end < height);
    standing.merge(price, until, Math::max);
    if (standing.size() > MOST) {
      standing.entrySet().stream()
          .min(Map.Entry.comparingByValue(Comparator.naturalOrder()))
          .map(Map.Entry::getKey)
          .ifPresent(standing::remove);
    }
  }

  /// Whether an ask below a price was signed, and may still stand.
  synchronized boolean isBelow(Amount price) {
    return standing.keySet().stream().anyMatch(asked -> asked.compareTo(price) < 0);
  }

  /// The lowest price for which a deal must be taken at a height.
  ///
  /// @param now what is asked now
  synchronized Amount least(Amount now, long height) {
    return standing.entrySet().stream()
        .filter(ask -> ask.getValue() >= height)
        .map(Map.Entry::getKey)
        .filter(asked -> asked.compareTo(now) < 0)
        .min(Comparator.naturalOrder())
        .orElse(now);
  }
}
