package network.cairn.base.units;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Kubo's users write them: `20s`, `1h30m`, `250ms`, and `180d`, `2w`, `6mo` (of 30
/// days each), `1y` (of 365 days). Nothing is `0s` or, as in Go, `0` alone.
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|mo|s|m|h|d|w|y)");

  /// Longer than any that is meant; the search for parts takes the square of the length.
  private static final int MAX_LENGTH = 512;

  private static final double DAY = 86_400e9;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Durations() {}

  /// Parses a duration.
  ///
  /// @throws InvalidQuantity if the text is no duration
  public static Duration parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidQuantity(
          "invalid duration of " + text.length() + " characters; the limit is " + MAX_LENGTH);
    }
    if (text.strip().equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text.strip());
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      double nanos = Double.parseDouble(part.group(1)) * nanos(part.group(2));
      sum = sum.plusNanos((long) nanos);
      end = part.end();
    }
    if (end == 0 || end != text.strip().length()) {
      throw new InvalidQuantity(
          "invalid duration \"" + text + "\"; write for example 30s, 1h30m or 180d");
    }
    return sum;
  }

  /// Writes a duration for people, exactly to the millisecond: `10 s`, `1 day 6 h`, `250 ms`.
  public static String text(Duration duration) {
    return text(duration, Integer.MAX_VALUE);
  }

  /// Writes about how long a duration is: `24 days`, `3 h 5 min`. What is left out is less than a
  /// tenth.
  public static String rough(Duration duration) {
    Duration seconds = duration.compareTo(SECOND) < 0 ? duration : truncated(duration);
    return text(seconds, leading(seconds) < 10 ? 2 : 1);
  }

  private static Duration truncated(Duration duration) {
    return Duration.ofSeconds(duration.toSeconds());
  }

  /// How many of the largest unit that it has.
  private static long leading(Duration duration) {
    return duration.toDays() > 0
        ? duration.toDays()
        : duration.toHours() > 0
            ? duration.toHours()
            : duration.toMinutes() > 0 ? duration.toMinutes() : duration.toSeconds();
  }

  /// @param most units, the largest first; one that is 0 counts, too
  private static String text(Duration duration, int most) {
    long days = duration.toDays();
    String[] parts = {
      days == 0 ? "" : days == 1 ? "1 day" : days + " days",
      part(duration.toHoursPart(), " h"),
      part(duration.toMinutesPart(), " min"),
      part(duration.toSecondsPart(), " s"),
      part(duration.toMillisPart(), " ms")
    };
    StringBuilder text = new StringBuilder();
    int left = most;
    for (String part : parts) {
      if (left > 0 && !part.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ").append(part);
      }
      left -= text.isEmpty() ? 0 : 1;
    }
    return text.isEmpty() ? "0 s" : text.toString();
  }

  private static String part(int value, String unit) {
    return value == 0 ? "" : value + unit;
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      case "w" -> 7 * DAY;
      case "mo" -> 30 * DAY;
      case "y" -> 365 * DAY;
      default -> DAY;
    };
  }
}
