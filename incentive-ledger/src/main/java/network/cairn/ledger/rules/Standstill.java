package network.cairn.ledger.rules;

import java.math.BigInteger;
import network.cairn.ledger.records.SetRecord;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;

/// What becomes of a set whose provider does nothing more (docs/protocol.md §5).
public final class Standstill {
  private Standstill() {}

  /// What slashes would still take of a set's collateral, by the rule that closes periods, if no
  /// period but the proven one were proven from now on, and the chain itself ran well throughout.
  ///
  /// @param params those of the set's terms
  /// @return 0 of a set that has ended
  public static Amount loss(SetRecord set, Params params) {
    if (!set.isLive()) {
      return Amount.ZERO;
    }
    BigInteger collateral = set.collateral().pebbles();
    BigInteger step = Formulas.percent(collateral, Periods.SLASH_PERCENT);
    BigInteger left = Formulas.slashCap(collateral).subtract(set.slashed().pebbles());
    BigInteger lost = BigInteger.ZERO;
    long misses = set.misses();
    int history = set.history();
    for (long period = set.period(); period <= set.endPeriod(); period++) {
      boolean proven = period == set.period() && set.isProven();
      misses = proven ? 0 : misses + 1;
      history = (history << 1 | (proven ? 0 : 1)) & Payments.HISTORY_MASK;
      if (misses >= 2) {
        BigInteger taken = step.min(left.subtract(lost));
        lost = lost.add(taken);
      }
      if (Periods.hasFailed(params, misses, history) || lost.equals(left)) {
        return Amount.of(left);
      }
    }
    return Amount.of(lost);
  }
}
