package network.cairn.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.http.gateway.GatewayMetrics;

/// Counts the gateway's answers.
final class GatewayCounters implements GatewayMetrics {
  private static final int BUSY = 429;

  private final MeterRegistry registry;
  private final AtomicLong running = new AtomicLong();
  private final Counter busy;
  private final Counter bytes;

  GatewayCounters(MeterRegistry registry) {
    this.registry = registry;
    this.busy = registry.counter("cairn_gateway_busy");
    this.bytes = registry.counter("cairn_gateway_sent_bytes");
    Gauge.builder("cairn_gateway_running", running, AtomicLong::get).register(registry);
    for (int hundreds = 2; hundreds <= 5; hundreds++) {
      answers(hundreds + "xx");
    }
    answers("broken");
  }

  @Override
  public void started() {
    running.incrementAndGet();
  }

  @Override
  public void ended(int status, boolean whole, long sent) {
    running.decrementAndGet();
    bytes.increment((double) sent);
    if (status == BUSY) {
      busy.increment();
    }
    answers(whole && status > 0 ? status / 100 + "xx" : "broken").increment();
  }

  private Counter answers(String status) {
    return Counter.builder("cairn_gateway_answers").tag("status", status).register(registry);
  }
}
