package network.cairn.base.units;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Kubo's users write them: `20s`, `1h30m`, `250ms`, and `180d`.
public final class Durations {
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h|d)");

  /// Longer than any that is meant; the search for parts takes the square of the length.
  private static final int MAX_LENGTH = 512;

  private Durations() {}

  /// Parses a duration.
  ///
  /// @throws InvalidQuantity if the text is no duration
  public static Duration parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InvalidQuantity(
          "a duration of " + text.length() + " characters; the limit is " + MAX_LENGTH);
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
          "\"" + text + "\" is not a duration; write for example 30s, 1h30m or 180d");
    }
    return sum;
  }

  private static double nanos(String unit) {
    return switch (unit) {
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      default -> 86_400e9;
    };
  }
}
