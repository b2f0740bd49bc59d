package network.cairn.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.deals.provider.ProviderMetrics;
import network.cairn.ledger.types.Amount;

/// Counts fills, proofs, pay and repairs.
final class ProviderCounters implements ProviderMetrics {
  private final Map<Count, Counter> counts = new EnumMap<>(Count.class);
  private final Map<Level, AtomicLong> levels = new EnumMap<>(Level.class);
  private final Map<Money, AtomicReference<Amount>> amounts = new EnumMap<>(Money.class);

  ProviderCounters(MeterRegistry registry) {
    for (Count count : Count.values()) {
      counts.put(count, Counter.builder(name(count)).description(count.help()).register(registry));
    }
    for (Level level : Level.values()) {
      AtomicLong now = new AtomicLong();
      levels.put(level, now);
      Gauge.builder(name(level), now, AtomicLong::get).description(level.help()).register(registry);
    }
    for (Money money : Money.values()) {
      AtomicReference<Amount> now = new AtomicReference<>(Amount.ZERO);
      amounts.put(money, now);
      Gauge.builder(name(money) + "_cairn", now, ProviderCounters::cairn)
          .description(money.help())
          .register(registry);
    }
  }

  private static double cairn(AtomicReference<Amount> amount) {
    return new BigDecimal(amount.get().pebbles())
        .divide(new BigDecimal(Amount.CAIRN))
        .doubleValue();
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

  @Override
  public void amount(Money what, Amount now) {
    AtomicReference<Amount> amount = amounts.get(what);
    if (amount != null) {
      amount.set(now);
    }
  }
}
