package network.cairn.app.health;

import java.time.Duration;
import java.util.Optional;
import network.cairn.base.time.Scheduler;

/// Looks at one thing when asked, again [#FRESH] after the last look at the earliest, on a task of
/// its own: whoever asks waits for [#PATIENCE] at most, and a look that hangs is not begun a second
/// time. Thread-safe.
final class Watch {
  static final Duration FRESH = Duration.ofSeconds(5);
  static final Duration PATIENCE = Duration.ofSeconds(4);

  private final Check check;
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private Optional<Finding> last = Optional.empty();
  private boolean looking;
  private long begun;
  private long ended;

  Watch(Check check, Scheduler scheduler) {
    this.check = check;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  Check check() {
    return check;
  }

  /// Begins to look, unless that was done a moment ago.
  void begin() {
    monitor.lock();
    try {
      boolean fresh = last.isPresent() && scheduler.nanoTime() - ended <= FRESH.toNanos();
      if (!looking && !fresh) {
        looking = true;
        begun = scheduler.nanoTime();
        scheduler.start("health of " + check.name(), this::look);
      }
    } finally {
      monitor.unlock();
    }
  }

  private void look() {
    Finding found = Finding.bad("the look at it failed");
    try {
      found = check.look().find();
    } catch (RuntimeException e) {
      found = Finding.bad(String.valueOf(e.getMessage()));
    } finally {
      monitor.lock();
      try {
        last = Optional.of(found);
        looking = false;
        ended = scheduler.nanoTime();
        monitor.signalAll();
      } finally {
        monitor.unlock();
      }
    }
  }

  /// What is found, waiting for a look under way.
  Finding finding() throws InterruptedException {
    begin();
    monitor.lock();
    try {
      while (looking && age().compareTo(PATIENCE) < 0) {
        monitor.await(begun + PATIENCE.toNanos());
      }
      return now().orElseThrow();
    } finally {
      monitor.unlock();
    }
  }

  /// What is known without waiting; empty while the first look is under way.
  Optional<Finding> known() {
    begin();
    monitor.lock();
    try {
      return now();
    } finally {
      monitor.unlock();
    }
  }

  private Optional<Finding> now() {
    if (looking && age().compareTo(PATIENCE) >= 0) {
      return Optional.of(Finding.bad("no answer for " + age().toSeconds() + " s"));
    }
    return last;
  }

  private Duration age() {
    return Duration.ofNanos(scheduler.nanoTime() - begun);
  }
}
