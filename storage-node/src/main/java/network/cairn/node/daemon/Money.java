package network.cairn.node.daemon;

import java.math.BigDecimal;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.OutOfRange;

/// Amounts of CAIRN as configuration and options have them.
final class Money {
  private static final int DECIMALS = 18;

  private Money() {}

  /// @throws StartFailed if the text is no amount
  static Amount amount(String text) {
    if (!text.matches("[0-9]{1,10}(\\.[0-9]{1,18})?")) {
      throw new StartFailed("'" + text + "' is no amount of CAIRN; write for example 2.5");
    }
    try {
      return Amount.of(new BigDecimal(text).movePointRight(DECIMALS).toBigIntegerExact());
    } catch (OutOfRange e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }
}
