package network.cairn.ledger.rules;

import java.math.BigInteger;
import java.util.List;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.Params;

/// The formulas of docs/protocol.md §4 and §5 in unbounded integers, each rounded once, down.
public final class Formulas {
  private static final int FEE_PERCENT = 2;
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private Formulas() {}

  /// Rent of one period: ⌊price · 32·leafCount · M / (2^30 · blocksPerDay)⌋.
  ///
  /// @param price pebbles per GiB and day
  public static BigInteger rate(Params params, BigInteger price, long leafCount) {
    return price
        .multiply(BigInteger.valueOf(32))
        .multiply(BigInteger.valueOf(leafCount))
        .multiply(BigInteger.valueOf(params.period()))
        .divide(BigInteger.valueOf(params.blocksPerDay()).shiftLeft(30));
  }

  /// C: 30 periods' rent at the ceiling times the multiplier, at least the minimum.
  public static BigInteger collateral(Params params, BigInteger rateAtCeiling, int multiplier) {
    return rateAtCeiling
        .multiply(BigInteger.valueOf(30L * multiplier))
        .max(params.minCollateral().pebbles());
  }

  /// What an agreement locks beside rent, and gives back when it closes.
  public static BigInteger deposit(Params params, int copies) {
    return params
        .agreementDeposit()
        .pebbles()
        .add(params.slotDeposit().pebbles().multiply(BigInteger.valueOf(copies)));
  }

  /// What the protocol keeps of a period's rent.
  static BigInteger fee(BigInteger rate) {
    return percent(rate, FEE_PERCENT);
  }

  /// What a provider is paid for a proven period.
  public static BigInteger income(BigInteger rate) {
    return rate.subtract(fee(rate));
  }

  /// ⌊value · percent / 100⌋.
  static BigInteger percent(BigInteger value, int percent) {
    return value.multiply(BigInteger.valueOf(percent)).divide(HUNDRED);
  }

  /// What a transaction pays when it counts, beside what its messages move; what a ProveBatch pays
  /// for entries that prove nothing is not in it.
  ///
  /// @param bytes of the transaction
  public static BigInteger fee(Params params, List<Msg> msgs, int bytes) {
    return msgs.isEmpty() ? BigInteger.ZERO : TxCheck.fee(params, msgs, bytes);
  }

  /// Most that a set's slashes take in all.
  static BigInteger slashCap(BigInteger collateral) {
    return percent(collateral, 60);
  }

  static boolean isWithinSupply(BigInteger value) {
    return value.compareTo(Amount.SUPPLY.pebbles()) <= 0;
  }
}
