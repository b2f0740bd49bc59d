package network.cairn.cli;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Amounts for people: pebbles from the daemon, CAIRN on the screen.
public final class AmountText {
  private static final int DECIMALS = 18;

  private AmountText() {}

  /// `2.5 CAIRN` from a decimal string of pebbles.
  public static String text(String pebbles) {
    if (pebbles.isEmpty()) {
      return "-";
    }
    if (!pebbles.matches("[0-9]{1,39}")) {
      throw new CommandFailed("the daemon answered \"" + pebbles + "\" for an amount");
    }
    BigDecimal value = new BigDecimal(new BigInteger(pebbles), DECIMALS).stripTrailingZeros();
    return (value.scale() < 0 ? value.setScale(0) : value).toPlainString() + " CAIRN";
  }
}
