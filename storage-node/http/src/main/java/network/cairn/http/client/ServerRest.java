package network.cairn.http.client;

import java.time.Duration;
import java.util.Optional;
import network.cairn.base.time.Scheduler;

/// When a server that failed is asked again: after a rest that doubles from [#FIRST] to [#LONGEST]
/// while it fails, or as long as it says, up to the same. Thread-safe.
public final class ServerRest {
  public static final Duration FIRST = Duration.ofSeconds(2);
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private final Scheduler scheduler;
  private boolean resting;
  private long until;
  private Duration next = FIRST;

  public ServerRest(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /// How long it still rests; empty if it may be asked.
  public synchronized Optional<Duration> left() {
    long nanos = until - scheduler.nanoTime();
    return resting && nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty();
  }

  /// Questions that fail beside one another are one failure.
  ///
  /// @return whether it was well until now
  public synchronized boolean failed(Optional<Duration> wanted) {
    if (left().isPresent()) {
      return false;
    }
    boolean first = next.equals(FIRST);
    Duration rest = wanted.filter(w -> w.compareTo(next) > 0).orElse(next);
    resting = true;
    until = scheduler.deadline(rest.compareTo(LONGEST) > 0 ? LONGEST : rest);
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    return first;
  }

  public synchronized void answered() {
    resting = false;
    next = FIRST;
  }
}
