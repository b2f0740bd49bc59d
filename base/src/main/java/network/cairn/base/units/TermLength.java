package network.cairn.base.units;

import java.time.Duration;

/// How long something is kept, as people write it: a time, as `180d`, `2w` or `1y`, or a number of
/// the network's periods, as `20p`.
public sealed interface TermLength {
  /// A time.
  record Time(Duration duration) implements TermLength {
    @Override
    public Duration of(Duration period) {
      return duration;
    }
  }

  /// Periods, whatever their length.
  record Periods(long count) implements TermLength {
    @Override
    public Duration of(Duration period) {
      return period.multipliedBy(count);
    }
  }

  /// The time that it is where a period has a length.
  Duration of(Duration period);

  /// @throws InvalidQuantity if the text is none, or is no time at all; the message says what is
  ///   one
  static TermLength parse(String text) {
    String plain = text.strip();
    if (plain.matches("[1-9][0-9]{0,8}p")) {
      return new Periods(Long.parseLong(plain.substring(0, plain.length() - 1)));
    }
    try {
      Duration time = Durations.parse(plain);
      if (time.isPositive()) {
        return new Time(time);
      }
    } catch (InvalidQuantity e) {
      // The units of a term are other ones.
    }
    String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
    throw new InvalidQuantity(
        "\""
            + shown
            + "\" is no time to keep something for; write 12h, 30d, 2w, 6mo (30 days each) or 1y,"
            + " or 20p for 20 periods of the network");
  }
}
