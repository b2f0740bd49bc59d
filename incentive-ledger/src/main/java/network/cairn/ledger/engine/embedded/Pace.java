package network.cairn.ledger.engine.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import network.cairn.base.time.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the next block is due: one interval after the one before, by the monotonic clock alone. The
/// wall clock, which people and time servers set, is only looked at to name its steps in the log.
///
/// For one thread, but [#end] from any.
final class Pace {
  private static final Logger LOG = LoggerFactory.getLogger(Pace.class);

  /// A wall clock that is slewed drifts less than this in one interval.
  private static final Duration STEP = Duration.ofSeconds(1);

  private final long interval;
  private final Scheduler scheduler;
  private final InstantSource wall;
  private final Scheduler.Monitor monitor;
  private boolean ended;
  private long due;
  private long seen;
  private Instant seenOnWall;

  Pace(Duration interval, Scheduler scheduler, InstantSource wall) {
    this.interval = interval.toNanos();
    this.scheduler = scheduler;
    this.wall = wall;
    this.monitor = scheduler.monitor();
    this.due = scheduler.nanoTime();
    this.seen = due;
    this.seenOnWall = wall.instant();
  }

  /// Waits until the next block is due: at once where the last one took longer than an interval.
  ///
  /// @return false if there is to be none
  boolean await() throws InterruptedException {
    nameSteps();
    due = Math.max(due + interval, scheduler.nanoTime() - interval);
    monitor.lock();
    try {
      while (!ended && scheduler.nanoTime() - due < 0) {
        monitor.await(due);
      }
      return !ended;
    } finally {
      monitor.unlock();
    }
  }

  private void nameSteps() {
    long now = scheduler.nanoTime();
    Instant onWall = wall.instant();
    Duration step = Duration.between(seenOnWall, onWall).minusNanos(now - seen);
    if (step.abs().compareTo(STEP) >= 0) {
      LOG.warn(
          "the wall clock stepped {} by {} s, to {}; blocks go on at their pace{}",
          step.isNegative() ? "back" : "ahead",
          step.abs().toSeconds(),
          onWall,
          step.isNegative() ? ", and header times stand until it has caught up" : "");
    }
    seen = now;
    seenOnWall = onWall;
  }

  void end() {
    monitor.lock();
    try {
      ended = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }
}
