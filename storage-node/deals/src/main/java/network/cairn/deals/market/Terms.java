package network.cairn.deals.market;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.units.Durations;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;

/// What a client wants.
///
/// @param copies on as many providers, 1 to 16
/// @param time how long; rounded up to whole periods
/// @param ceiling highest price, pebbles per GiB and day; empty takes what the cheapest ask
/// @param multiplier of the collateral, 1 to 4
/// @param excluded providers not to take
public record Terms(
    int copies, Duration time, Optional<Amount> ceiling, int multiplier, Set<Address> excluded) {
  /// The longest term that a network takes.
  public static final int MOST_PERIODS = Msg.MAX_TERM;

  private static final Duration USUAL = Duration.ofDays(180);

  public Terms {
    if (copies < 1 || copies > Msg.MAX_COPIES) {
      throw new MarketFailure(
          MarketFailure.Code.BAD_TERMS, "copies " + copies + " is not in 1.." + Msg.MAX_COPIES);
    }
    if (multiplier < 1 || multiplier > Msg.MAX_MULTIPLIER) {
      throw new MarketFailure(
          MarketFailure.Code.BAD_TERMS,
          "multiplier " + multiplier + " is not in 1.." + Msg.MAX_MULTIPLIER);
    }
    if (time.isNegative() || time.isZero()) {
      throw new MarketFailure(
          MarketFailure.Code.BAD_TERMS, "a term of " + Durations.text(time) + " is none");
    }
    excluded = Set.copyOf(excluded);
  }

  /// Whole periods, rounded up.
  ///
  /// @throws MarketFailure if the network takes no such term; the message says which
  public int periods(Params params) {
    Duration period = period(params);
    long periods = Math.ceilDiv(time.toMillis(), period.toMillis());
    if (periods < 1 || periods > Msg.MAX_TERM) {
      throw new MarketFailure(
          MarketFailure.Code.BAD_TERMS,
          Durations.text(time)
              + " are "
              + periods
              + " periods of "
              + Durations.text(period)
              + ", and this network takes 1 to "
              + Msg.MAX_TERM
              + ": at most "
              + Durations.text(longest(params))
              + ", or "
              + Msg.MAX_TERM
              + "p");
    }
    return (int) periods;
  }

  /// How long a period is.
  public static Duration period(Params params) {
    return Duration.ofMillis(params.period() * params.blockIntervalMs());
  }

  /// The longest time that the network takes.
  public static Duration longest(Params params) {
    return period(params).multipliedBy(Msg.MAX_TERM);
  }

  /// How long something is kept where nobody says: half a year, or as long as the network takes.
  public static Duration usual(Params params) {
    Duration longest = longest(params);
    return longest.compareTo(USUAL) < 0 ? longest : USUAL;
  }

  public static Terms of(int copies, Duration time) {
    return new Terms(copies, time, Optional.empty(), 1, Set.of());
  }
}
