package network.cairn.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.rules.Reason;

/// Counts the ledger's blocks and transactions.
final class LedgerCounters implements LedgerMetrics {
  private static final Set<String> REASONS =
      Stream.concat(Stream.of("BUSY"), Stream.of(Reason.values()).map(Reason::name))
          .collect(Collectors.toUnmodifiableSet());

  private final MeterRegistry registry;
  private final Timer blocks;
  private final Counter transactions;
  private final AtomicLong height = new AtomicLong();
  private final AtomicLong pool = new AtomicLong();

  LedgerCounters(MeterRegistry registry) {
    this.registry = registry;
    this.blocks = registry.timer("cairn_ledger_blocks");
    this.transactions = registry.counter("cairn_ledger_transactions");
    Gauge.builder("cairn_ledger_height", height, AtomicLong::get).register(registry);
    Gauge.builder("cairn_ledger_pool", pool, AtomicLong::get).register(registry);
  }

  @Override
  public void block(long at, int txs, long nanos) {
    height.set(at);
    transactions.increment(txs);
    blocks.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void pool(int size) {
    pool.set(size);
  }

  @Override
  public void refused(String reason) {
    registry
        .counter("cairn_ledger_refused", "reason", REASONS.contains(reason) ? reason : "other")
        .increment();
  }
}
