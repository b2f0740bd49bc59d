package network.cairn.base.time;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import network.cairn.base.units.Durations;

/// When something must have ended, if its caller set a time or has gone. Immutable, thread-safe.
///
/// Nobody interrupts what runs under a deadline, because a thread that is interrupted in the middle
/// of a file operation closes the file for all: whoever works asks.
public final class Deadline {
  private static final Duration LONGEST = Duration.ofDays(365);
  private final boolean given;
  private final long end;
  private final LongSupplier nanoTime;
  private final BooleanSupplier gone;
  private final Waits waits;

  private Deadline(
      boolean given, long end, LongSupplier nanoTime, BooleanSupplier gone, Waits waits) {
    this.given = given;
    this.end = end;
    this.nanoTime = nanoTime;
    this.gone = gone;
    this.waits = waits;
  }

  /// Hears when what runs under a deadline waits for others instead of working. Thread-safe;
  /// several threads may wait at once.
  public interface Waits {
    void begin();

    void end();
  }

  /// A wait for others, until it is closed.
  @FunctionalInterface
  public interface Waiting extends AutoCloseable {
    @Override
    void close();
  }

  private static final Waits UNHEARD =
      new Waits() {
        @Override
        public void begin() {}

        @Override
        public void end() {}
      };

  /// No time was set.
  public static Deadline none() {
    return new Deadline(false, 0, () -> 0, () -> false, UNHEARD);
  }

  /// So much time from now, but at most a year.
  public static Deadline in(Duration time) {
    return in(time, System::nanoTime);
  }

  static Deadline in(Duration time, LongSupplier nanoTime) {
    Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return new Deadline(
        true, nanoTime.getAsLong() + bounded.toNanos(), nanoTime, () -> false, UNHEARD);
  }

  /// As people write it, such as `30s`; none for an empty text.
  ///
  /// @throws network.cairn.base.units.InvalidQuantity if it is no duration
  public static Deadline parse(String timeout) {
    return timeout.isEmpty() ? none() : in(Durations.parse(timeout));
  }

  /// This, and over at once when the caller has gone: what runs for nobody may end.
  ///
  /// @param callerGone asked often, from many threads; once true it stays so
  public Deadline unless(BooleanSupplier callerGone) {
    return new Deadline(
        given, end, nanoTime, () -> gone.getAsBoolean() || callerGone.getAsBoolean(), waits);
  }

  /// This, and somebody hears of the waits under it.
  public Deadline telling(Waits heard) {
    return new Deadline(given, end, nanoTime, gone, heard);
  }

  /// Begins a wait for others, such as for a block from the network: what has a place among those
  /// that work gives it up meanwhile.
  public Waiting waiting() {
    waits.begin();
    return waits::end;
  }

  /// The time left; `otherwise` where no time was set.
  ///
  /// @throws DeadlineExceeded if none is left
  public Duration left(Duration otherwise) {
    if (gone.getAsBoolean()) {
      throw new DeadlineExceeded();
    }
    if (!given) {
      return otherwise;
    }
    Duration left = Duration.ofNanos(end - nanoTime.getAsLong());
    if (left.isNegative() || left.isZero()) {
      throw new DeadlineExceeded();
    }
    return left;
  }

  /// @throws DeadlineExceeded if it has passed
  public void check() {
    if (passed()) {
      throw new DeadlineExceeded();
    }
  }

  public boolean passed() {
    return (given && end - nanoTime.getAsLong() <= 0) || gone.getAsBoolean();
  }
}
