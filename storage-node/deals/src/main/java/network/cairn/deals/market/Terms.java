package network.cairn.deals.market;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;

/// What a client wants.
///
/// @param copies on as many providers, 1 to 16
/// @param time how long; rounded up to whole periods
/// @param ceiling highest price, pebbles per GiB and day; empty takes what the cheapest ask
/// @param multiplier of the collateral, 1 to 4
/// @param excluded providers not to take
public record Terms(
    int copies, Duration time, Optional<Amount> ceiling, int multiplier, Set<Address> excluded) {
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
      throw new MarketFailure(MarketFailure.Code.BAD_TERMS, "a term of " + time);
    }
    excluded = Set.copyOf(excluded);
  }

  public static Terms of(int copies, Duration time) {
    return new Terms(copies, time, Optional.empty(), 1, Set.of());
  }
}
