package network.cairn.base.units;

import java.time.Duration;

/// How this machine's clock differs from a ledger's, for people.
///
/// @param ahead below 0 behind
public record ClockOff(Duration ahead) {
  /// From this difference on it is told: less is what a network and a block's interval make of a
  /// clock that is right.
  static final Duration TOLD = Duration.ofSeconds(5);

  /// What to do where the difference stops something. Which of the two clocks is wrong nobody can
  /// tell from here.
  public String advice() {
    return "this computer's clock is "
        + this
        + "; set it right, and if it is right, ask the ledger's operator about its own";
  }

  public static ClockOff ofMillis(long ahead) {
    return new ClockOff(Duration.ofMillis(ahead));
  }

  /// Whether whoever has the clock should hear of it.
  public boolean isTold() {
    return ahead.abs().compareTo(TOLD) >= 0;
  }

  /// As the end of a sentence that began with the clock: `10 min ahead of the ledger's`.
  @Override
  public String toString() {
    return Durations.rough(ahead.abs())
        + (ahead.isNegative() ? " behind" : " ahead of")
        + " the ledger's";
  }
}
