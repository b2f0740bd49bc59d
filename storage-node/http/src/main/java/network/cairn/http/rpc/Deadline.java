package network.cairn.http.rpc;

import java.time.Duration;

/// When a call must have ended, by the caller's `timeout`. Immutable.
///
/// Nobody interrupts a command, because a thread that is interrupted in the middle of a file
/// operation closes the file for all: commands ask.
public final class Deadline {
  private static final Duration LONGEST = Duration.ofDays(365);
  private final boolean given;
  private final long end;

  private Deadline(boolean given, long end) {
    this.given = given;
    this.end = end;
  }

  /// None was given.
  static Deadline none() {
    return new Deadline(false, 0);
  }

  static Deadline in(Duration time) {
    Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return new Deadline(true, System.nanoTime() + bounded.toNanos());
  }

  /// The time left, but at most `most`.
  ///
  /// @throws DeadlineExceeded if none is left
  public Duration left(Duration most) {
    if (!given) {
      return most;
    }
    Duration left = Duration.ofNanos(end - System.nanoTime());
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

  boolean passed() {
    return given && end - System.nanoTime() <= 0;
  }
}
