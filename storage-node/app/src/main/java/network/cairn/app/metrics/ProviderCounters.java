package network.cairn.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.deals.provider.ProviderMetrics;

/// Counts fills, proofs, pay and repairs.
final class ProviderCounters implements ProviderMetrics {
  private final Map<Count, Counter> counts = new EnumMap<>(Count.class);
  private final Map<Level, AtomicLong> levels = new EnumMap<>(Level.class);

  ProviderCounters(MeterRegistry registry) {
    for (Count count : Count.values()) {
      counts.put(count, registry.counter(name(count)));
    }
    for (Level level : Level.values()) {
      AtomicLong now = new AtomicLong();
      levels.put(level, now);
      Gauge.builder(name(level), now, AtomicLong::get).register(registry);
    }
  }

  private static String name(Enum<?> what) {
    return "cairn_provider_" + what.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void count(Count what, long by) {
    counter(what).increment((double) by);
  }

  private Counter counter(Count what) {
    Counter counter = counts.get(what);
    if (counter == null) {
      throw new IllegalStateException(what + " is not counted");
    }
    return counter;
  }

  @Override
  public void level(Level what, long now) {
    AtomicLong level = levels.get(what);
    if (level != null) {
      level.set(now);
    }
  }
}
