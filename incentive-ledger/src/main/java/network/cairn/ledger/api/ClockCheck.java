package network.cairn.ledger.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import network.cairn.ledger.chain.Times;
import network.cairn.proto.comet.Header;

/// How this machine's clock differs from the ledger's, and whether the ledger goes on: by the
/// headers that were believed, each when a higher one came than before. Thread-safe.
final class ClockCheck {
  /// Headers that are compared: the one that was least on its way tells the difference.
  private static final int SAMPLES = 16;

  /// Headers after which the time between blocks no longer hides in the difference.
  private static final int ENOUGH = 3;

  /// How far the two clocks of this machine may part between two headers: beyond it and one of them
  /// was set, or stood while the machine slept. What was compared before counts no more.
  private static final Duration STEP = Duration.ofSeconds(1);

  private final Deque<Duration> ages = new ArrayDeque<>();
  private Optional<Instant> zero = Optional.empty();
  private boolean moved;
  private long height = -1;
  private long movedAt;

  /// Notes a believed header of the newest height. After this machine's clock was set nothing is
  /// known of it until the next one.
  ///
  /// @param wall by this machine's clock
  /// @param nanos by its monotonic one
  synchronized void saw(Header header, Instant wall, long nanos) {
    forgetIfSet(wall.minusNanos(nanos));
    if (header.getHeight() <= height) {
      return;
    }
    moved = height >= 0;
    height = header.getHeight();
    movedAt = nanos;
    ages.add(Duration.between(Times.instant(header.getTime()), wall));
    if (ages.size() > SAMPLES) {
      ages.remove();
    }
  }

  /// @param began when the monotonic clock was zero, by the other
  private void forgetIfSet(Instant began) {
    if (zero.filter(before -> Duration.between(before, began).abs().compareTo(STEP) > 0)
        .isPresent()) {
      ages.clear();
    }
    zero = Optional.of(began);
  }

  /// Whether a higher header than the first has come.
  synchronized boolean moved() {
    return moved;
  }

  /// How long no higher header has come, by the monotonic clock.
  synchronized Duration still(long nanos) {
    return height < 0 ? Duration.ZERO : Duration.ofNanos(nanos - movedAt);
  }

  /// How far this machine's clock is ahead of the ledger's, below 0 behind; empty before the first
  /// header, and after this machine's clock was set.
  ///
  /// @param interval between blocks, as much as a header may be old when it is first seen
  synchronized Optional<Duration> ahead(Duration interval) {
    Optional<Duration> least = ages.stream().min(Duration::compareTo);
    if (ages.size() >= ENOUGH) {
      return least;
    }
    return least.map(age ->
        age.isNegative() ? age : age.compareTo(interval) > 0 ? age.minus(interval) : Duration.ZERO);
  }
}
