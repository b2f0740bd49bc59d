package network.cairn.ledger.api;

import java.time.Duration;
import java.util.Optional;

/// How long the chain takes between two blocks, once its parameters are proved, and what follows
/// from it. Thread-safe.
final class Pace {
  private static final Duration LEAST_AGE = Duration.ofSeconds(60);
  private static final long AGE_IN_INTERVALS = 20;

  private volatile Optional<Duration> interval = Optional.empty();

  boolean isKnown() {
    return interval.isPresent();
  }

  /// Notes what is proved.
  void is(Duration between) {
    interval = Optional.of(between);
  }

  /// Between two blocks; zero while it is not known.
  Duration interval() {
    return interval.orElse(Duration.ZERO);
  }

  /// How old the newest header may be: 20 intervals, 60 s at least.
  Duration maxAge() {
    Duration byBlocks = interval().multipliedBy(AGE_IN_INTERVALS);
    return byBlocks.compareTo(LEAST_AGE) > 0 ? byBlocks : LEAST_AGE;
  }
}
