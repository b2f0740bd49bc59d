package network.cairn.ledger.wallet;

import java.math.BigDecimal;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.OutOfRange;

/// Amounts as people write them: CAIRN as `2.5`, or pebbles as `10pebbles`.
public final class Amounts {
  private static final String PEBBLES = "pebbles";
  private static final int LONGEST = 40;

  private Amounts() {}

  /// Reads an amount of at most the supply, with at most 18 decimals of CAIRN.
  ///
  /// @throws OutOfRange if the text is none; the message says how to write one
  public static Amount parse(String text) {
    if (text.endsWith(PEBBLES)) {
      return Amount.parse(text.substring(0, text.length() - PEBBLES.length()).strip());
    }
    if (!text.matches("[0-9]{1,10}(\\.[0-9]{1,18})?")) {
      throw new OutOfRange(
          "'" + shortened(text) + "' is no amount; write CAIRN as 2.5, or pebbles as 2500pebbles");
    }
    return Amount.of(
        new BigDecimal(text).multiply(new BigDecimal(Amount.CAIRN)).toBigIntegerExact());
  }

  /// An amount for people, exact: `2.5 CAIRN`.
  public static String text(Amount amount) {
    BigDecimal cairn =
        new BigDecimal(amount.pebbles()).divide(new BigDecimal(Amount.CAIRN)).stripTrailingZeros();
    return cairn.toPlainString() + " CAIRN";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
