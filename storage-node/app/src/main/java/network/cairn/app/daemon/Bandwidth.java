package network.cairn.app.daemon;

import network.cairn.app.metrics.NetworkCounters;
import network.cairn.http.rpc.kubo.Backend.Traffic;

/// Rates out of running totals: measured between two questions that lie at least a second apart.
/// Thread-safe.
final class Bandwidth implements Traffic {
  private static final double SECOND = 1e9;
  private final NetworkCounters counters;
  private long since = System.nanoTime();
  private long lastIn;
  private long lastOut;
  private double rateIn;
  private double rateOut;

  Bandwidth(NetworkCounters counters) {
    this.counters = counters;
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
    double seconds = (System.nanoTime() - since) / SECOND;
    if (seconds < 1) {
      return;
    }
    rateIn = (bytesIn() - lastIn) / seconds;
    rateOut = (bytesOut() - lastOut) / seconds;
    lastIn = bytesIn();
    lastOut = bytesOut();
    since = System.nanoTime();
  }
}
