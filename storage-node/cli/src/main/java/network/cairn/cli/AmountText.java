package network.cairn.cli;

import java.math.BigInteger;
import network.cairn.base.units.Coins;

/// Amounts of the daemon's answers, which count in the ledger's units, for people.
public final class AmountText {
  private AmountText() {}

  /// `2.5 CAIRN` from a decimal string of pebbles.
  public static String text(String pebbles) {
    if (pebbles.isEmpty()) {
      return "-";
    }
    if (!pebbles.matches("[0-9]{1,39}")) {
      throw new CommandFailed("the daemon answered \"" + pebbles + "\" for an amount");
    }
    return Coins.text(new BigInteger(pebbles));
  }
}
