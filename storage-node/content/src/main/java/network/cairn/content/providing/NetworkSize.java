package network.cairn.content.providing;

import java.time.Duration;
import java.util.OptionalInt;
import network.cairn.base.time.Scheduler;

/// How large a network is, which decides how large regions are: measured once an hour, and only
/// when somebody asks. For one thread.
///
/// Where it cannot be measured, nothing is to be announced, because regions of a wrong size are
/// told to the wrong peers and still count as announced. It is tried again after [#PAUSE]; after
/// [#FRESH] without success what was known before counts, or else a few peers that name others who
/// are not there could keep this node from announcing at all.
final class NetworkSize {
  /// For how long it counts.
  static final Duration FRESH = Duration.ofHours(1);

  static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration EXPLORING = Duration.ofMinutes(2);

  /// Measures, as [network.cairn.libp2p.kad.KadDht#regionBits] does.
  interface Measure {
    OptionalInt bits(Duration time) throws InterruptedException;
  }

  private final Measure measure;
  private final Scheduler scheduler;
  private final Tally tally;
  private long due;
  private boolean failing;
  private long failingSince;
  private long again;

  /// @param tally has the bits of a region's prefix: at first those of a run before
  NetworkSize(Measure measure, Scheduler scheduler, Tally tally) {
    this.measure = measure;
    this.scheduler = scheduler;
    this.tally = tally;
    this.due = scheduler.nanoTime();
  }

  /// Measures if it is time to.
  ///
  /// @return whether the tally's bits count
  boolean isKnown() throws InterruptedException {
    if (scheduler.nanoTime() - due < 0) {
      return true;
    }
    if (failing && scheduler.nanoTime() - again < 0) {
      return false;
    }
    OptionalInt bits = measure.bits(EXPLORING);
    bits.ifPresent(tally::bits);
    long now = scheduler.nanoTime();
    failingSince = failing ? failingSince : now;
    failing = bits.isEmpty();
    if (failing && now - failingSince < FRESH.toNanos()) {
      again = now + PAUSE.toNanos();
      return false;
    }
    due = now + FRESH.toNanos();
    return true;
  }
}
