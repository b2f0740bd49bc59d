package network.cairn.app.metrics;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Asks at most once a second, so that the gauges of one scrape cost one look. Thread-safe.
final class Cached<T> implements Supplier<T> {
  private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
  private final Supplier<T> source;
  private final LongSupplier nanoTime;
  private Optional<T> value = Optional.empty();
  private long asked;

  /// @param nanoTime nanoseconds of a monotonic clock
  Cached(Supplier<T> source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized T get() {
    long now = nanoTime.getAsLong();
    if (value.isEmpty() || now - asked > FRESH) {
      value = Optional.of(source.get());
      asked = now;
    }
    return value.get();
  }
}
