package network.cairn.ledger.wallet;

import network.cairn.base.units.Coins;
import network.cairn.base.units.InvalidQuantity;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.OutOfRange;

/// Amounts as people write them: `2.5` or `2.5 CAIRN`, as [Coins#parse] has it.
public final class Amounts {
  private Amounts() {}

  /// Reads an amount of at most the supply.
  ///
  /// @throws OutOfRange if the text is none; the message says how to write one
  public static Amount parse(String text) {
    try {
      return Amount.of(Coins.parse(text));
    } catch (InvalidQuantity e) {
      throw new OutOfRange(String.valueOf(e.getMessage()));
    }
  }

  /// An amount for people, exact: `2.5 CAIRN`.
  public static String text(Amount amount) {
    return amount.toString();
  }
}
