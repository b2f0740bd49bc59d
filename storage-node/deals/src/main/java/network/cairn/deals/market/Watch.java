package network.cairn.deals.market;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.base.units.ClockOff;
import network.cairn.ledger.api.LedgerUnavailable;

/// What keeps agreements from being looked after, said once when it begins and once when it is
/// over. For one thread.
final class Watch {
  /// Failures in a row that are told: one alone may be a blink, or the end of this process.
  private static final int TOLD = 2;

  private final Consumer<String> warn;
  private final Consumer<String> say;
  private int failures;
  private boolean wrongClock;

  /// @param warn takes what must be mended
  /// @param say takes what is right again
  Watch(Consumer<String> warn, Consumer<String> say) {
    this.warn = warn;
    this.say = say;
  }

  /// The ledger could not be relied on.
  void failed(LedgerUnavailable why) {
    failures = Math.min(failures + 1, TOLD + 1);
    if (failures == TOLD) {
      warn.accept("agreements wait, the ledger cannot be relied on: " + why.getMessage());
    }
  }

  /// The ledger could be relied on.
  void worked() {
    if (failures >= TOLD) {
      say.accept("the ledger can be relied on again; agreements are looked after");
    }
    failures = 0;
  }

  /// @param ahead how far this machine's clock is ahead of the ledger's, if that is known
  void clock(Optional<Duration> ahead) {
    Optional<ClockOff> off = ahead.map(ClockOff::new).filter(ClockOff::isTold);
    if (off.isPresent() == wrongClock) {
      return;
    }
    wrongClock = off.isPresent();
    if (off.isPresent()) {
      warn.accept("this computer's clock is " + off.get() + ": set it right, as by NTP");
    } else {
      say.accept("this computer's clock is right again");
    }
  }
}
