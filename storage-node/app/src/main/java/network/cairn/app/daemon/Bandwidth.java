package network.cairn.app.daemon;

import java.util.function.LongSupplier;
import network.cairn.app.metrics.NetworkCounters;
import network.cairn.http.rpc.kubo.Backend.Traffic;

/// Rates out of running totals: measured between two questions that lie at least a second apart.
/// Thread-safe.
final class Bandwidth implements Traffic {
  private static final double SECOND = 1e9;
  private final NetworkCounters counters;
  private final LongSupplier clock;
  private long since;
  private long lastIn;
  private long lastOut;
  private double rateIn;
  private double rateOut;

  Bandwidth(NetworkCounters counters) {
    this(counters, System::nanoTime);
  }

  /// @param clock nanoseconds, with any origin
  Bandwidth(NetworkCounters counters, LongSupplier clock) {
    this.counters = counters;
    this.clock = clock;
    this.since = clock.getAsLong();
  }

  @Override
  public long bytesIn() {
    return counters.bytesIn();
  }

  @Override
  public long bytesOut() {
    return counters.bytesOut();
  }

  @Override
  public synchronized double rateIn() {
    measure();
    return rateIn;
  }

  @Override
  public synchronized double rateOut() {
    measure();
    return rateOut;
  }

  private void measure() {
    long now = clock.getAsLong();
    double seconds = (now - since) / SECOND;
    if (seconds < 1) {
      return;
    }
    // Each total is read once: what is counted meanwhile belongs to the next rate.
    long in = bytesIn();
    long out = bytesOut();
    rateIn = (in - lastIn) / seconds;
    rateOut = (out - lastOut) / seconds;
    lastIn = in;
    lastOut = out;
    since = now;
  }
}
