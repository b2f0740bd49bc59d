package network.cairn.app.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.http.rpc.DoorMetrics;

/// Counts and times the door's commands.
final class DoorCounters implements DoorMetrics {
  private final MeterRegistry registry;
  private final AtomicLong running = new AtomicLong();

  DoorCounters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("cairn_rpc_running", running, AtomicLong::get).register(registry);
  }

  @Override
  public void started() {
    running.incrementAndGet();
  }

  @Override
  public void ended(String command, int status, boolean failedLate, long nanos) {
    running.decrementAndGet();
    Timer.builder("cairn_rpc_calls")
        .tag("command", command)
        .tag("status", failedLate ? "failed" : Integer.toString(status))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
