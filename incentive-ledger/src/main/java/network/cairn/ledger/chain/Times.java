package network.cairn.ledger.chain;

import java.time.Instant;
import network.cairn.proto.comet.Time;

/// Moments as headers and votes write them.
public final class Times {
  /// What Go writes for no time at all, 0001-01-01T00:00:00Z.
  public static final Time ZERO = Time.newBuilder().setSeconds(-62_135_596_800L).build();

  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /// The last second that Go writes, of the year 9999.
  static final long LAST_SECOND = LAST.getEpochSecond();

  private Times() {}

  public static Time of(Instant instant) {
    return Time.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  public static Time ofNanos(long ns) {
    return of(Instant.ofEpochSecond(ns / NS_PER_SECOND, ns % NS_PER_SECOND));
  }

  /// The moment; what lies outside the years 1 to 9999 becomes the nearest of them.
  public static Instant instant(Time time) {
    Instant first = Instant.ofEpochSecond(ZERO.getSeconds());
    if (time.getSeconds() < first.getEpochSecond()) {
      return first;
    }
    return time.getSeconds() > LAST.getEpochSecond()
        ? LAST
        : Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /// Nanoseconds since 1970-01-01T00:00:00Z, as the state counts.
  public static long nanos(Time time) {
    return Math.addExact(
        Math.multiplyExact(time.getSeconds(), NS_PER_SECOND), (long) time.getNanos());
  }
}
