package network.cairn.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.NetworkMetrics;

/// Counts the host's connections, streams and bytes. Thread-safe.
///
/// Bytes are counted when a connection ends.
public final class NetworkCounters implements NetworkMetrics {
  /// Peers choose protocol ids, so only these become labels.
  private static final Set<String> PROTOCOLS =
      Set.of(
          "/ipfs/bitswap/1.2.0",
          "/ipfs/id/1.0.0",
          "/ipfs/id/push/1.0.0",
          "/ipfs/ping/1.0.0",
          "/cairn/deal/1.0.0",
          "/cairn/piece/1.0.0");

  private static final Set<String> LIMITS =
      Set.of(
          "connections",
          "pending",
          "ip",
          "rate",
          "gater",
          "streams",
          "backlog",
          "negotiation",
          "places",
          "memory",
          "protocol",
          "stall");

  private final MeterRegistry registry;
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong streams = new AtomicLong();

  NetworkCounters(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("cairn_p2p_connections", connections, AtomicLong::get).register(registry);
    Gauge.builder("cairn_p2p_streams", streams, AtomicLong::get).register(registry);
    registry.more().counter("cairn_p2p_in_bytes", java.util.List.of(), bytesIn);
    registry.more().counter("cairn_p2p_out_bytes", java.util.List.of(), bytesOut);
  }

  @Override
  public void connectionOpened(Direction direction) {
    connections.incrementAndGet();
    count("cairn_p2p_connections_opened", "direction", text(direction));
  }

  @Override
  public void connectionClosed(Direction direction, long in, long out) {
    connections.decrementAndGet();
    bytesIn.add(in);
    bytesOut.add(out);
  }

  @Override
  public void streamOpened(String protocol, Direction direction) {
    streams.incrementAndGet();
    count(
        "cairn_p2p_streams_opened", "protocol", PROTOCOLS.contains(protocol) ? protocol : "other");
  }

  @Override
  public void streamClosed(String protocol, Direction direction, long in, long out) {
    streams.decrementAndGet();
  }

  @Override
  public void refused(String limit) {
    count("cairn_p2p_refused", "limit", LIMITS.contains(limit) ? limit : "other");
  }

  /// Bytes that came over connections that have ended.
  public long bytesIn() {
    return bytesIn.sum();
  }

  public long bytesOut() {
    return bytesOut.sum();
  }

  private void count(String name, String label, String value) {
    Counter counter = registry.counter(name, label, value);
    counter.increment();
  }

  private static String text(Direction direction) {
    return switch (direction) {
      case INBOUND -> "in";
      case OUTBOUND -> "out";
    };
  }
}
