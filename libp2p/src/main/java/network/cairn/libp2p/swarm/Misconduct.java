package network.cairn.libp2p.swarm;

/// Counts what an honest peer does now and then and a hostile one all the time: streams of one
/// connection that agree on no protocol, at most 1,000 in 10 s. Guarded by its owner.
final class Misconduct {
  private static final int MOST = 1000;
  private static final long PERIOD_NANOS = 10_000_000_000L;

  private long periodStart;
  private int count;

  /// Notes one; true if that is one too many.
  boolean isTooMuch(long now) {
    if (count == 0 || now - periodStart > PERIOD_NANOS) {
      periodStart = now;
      count = 0;
    }
    return ++count > MOST;
  }
}
