package network.cairn.http.gateway.name;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Answers that are remembered for their time; the one longest unused gives way. Thread-safe.
final class NameCache {
  static final int MOST = 1024;

  private final LongSupplier nanoTime;
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  /// What was found out of a name.
  ///
  /// @param named empty if it stands for nothing
  /// @param failure why that could not be found out, or is of no use
  /// @param remembered for how long
  record Entry(Optional<Named> named, Optional<Failure> failure, Duration remembered) {
    /// @param status of HTTP
    record Failure(int status, String why) {}

    static Entry of(Named named, Duration remembered) {
      return new Entry(Optional.of(named), Optional.empty(), remembered);
    }

    static Entry none(Duration remembered) {
      return new Entry(Optional.empty(), Optional.empty(), remembered);
    }

    static Entry failed(int status, String why, Duration remembered) {
      return new Entry(Optional.empty(), Optional.of(new Failure(status, why)), remembered);
    }
  }

  private record Kept(Entry entry, long end) {}

  NameCache(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized Optional<Entry> get(String name) {
    Kept found = kept.get(name);
    if (found == null) {
      return Optional.empty();
    }
    if (nanoTime.getAsLong() - found.end >= 0) {
      kept.remove(name);
      return Optional.empty();
    }
    return Optional.of(found.entry);
  }

  synchronized void put(String name, Entry entry) {
    kept.put(name, new Kept(entry, nanoTime.getAsLong() + entry.remembered().toNanos()));
    if (kept.size() > MOST) {
      kept.remove(kept.keySet().iterator().next());
    }
  }
}
