package network.cairn.deals.provider;

import java.time.Duration;
import network.cairn.base.time.Scheduler;

/// How often the ledger may be asked about a duty or a set: a few at once, and so many a second,
/// however many there are. For one thread.
final class Looks {
  /// Duties at once, after a while without any.
  static final int MOST = 64;

  /// Each is a few proved reads: 100,000 duties come round in two hours.
  private static final int PER_SECOND = 16;

  private final Scheduler scheduler;
  private final int most;
  private final long each;
  private int left;
  private long since;

  /// For duties.
  Looks(Scheduler scheduler) {
    this(scheduler, MOST, PER_SECOND);
  }

  /// @param most at once, after a while without any
  Looks(Scheduler scheduler, int most, int perSecond) {
    this.scheduler = scheduler;
    this.most = most;
    this.each = Duration.ofSeconds(1).toNanos() / perSecond;
    this.left = most;
    this.since = scheduler.nanoTime();
  }

  /// Takes one, if there is one left now.
  boolean take() {
    long more = (scheduler.nanoTime() - since) / each;
    if (more >= most - left) {
      left = most;
      since = scheduler.nanoTime();
    } else {
      left += (int) more;
      since += more * each;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
