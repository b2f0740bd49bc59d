package network.cairn.base.units;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Heights of a ledger as times: what a block's time is, and what a later one's will be if blocks
/// come at their interval. Says nothing by the clock of this machine.
///
/// @param height of a block
/// @param time of that block
/// @param block from one block to the next
public record Heights(long height, Instant time, Duration block) {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

  /// Nearer than this, seconds matter.
  private static final Duration NEAR = Duration.ofHours(1);

  /// When a height was or will be.
  ///
  /// @throws ArithmeticException for one beyond all time
  public Instant at(long other) {
    return time.plus(until(other));
  }

  /// From the known block to another height; negative for one that is past.
  public Duration until(long other) {
    return block.multipliedBy(other - height);
  }

  /// `2026-12-24 14:05 UTC, in 24 days (height 12345)`.
  public String text(long other) {
    return date(other) + ", " + when(other) + " (height " + other + ")";
  }

  /// `2026-12-24 14:05 UTC`, with seconds within an hour of the known block.
  public String date(long other) {
    boolean near = until(other).abs().compareTo(NEAR) < 0;
    return (near ? SECOND : MINUTE).format(at(other).atOffset(ZoneOffset.UTC));
  }

  /// `in 24 days`, `3 h 5 min ago` or `now`.
  public String when(long other) {
    Duration left = until(other);
    if (left.isZero()) {
      return "now";
    }
    String length = Durations.rough(left.abs());
    return left.isNegative() ? length + " ago" : "in " + length;
  }
}
