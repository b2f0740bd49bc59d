package network.cairn.node.daemon;

import java.math.BigDecimal;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.OutOfRange;

/// Amounts of CAIRN as configuration and options have them.
final class Money {
  private static final String PEBBLES = "pebbles";
  private static final int DECIMALS = 18;

  private Money() {}

  /// `2.5` CAIRN or `2500pebbles`.
  ///
  /// @throws StartFailed if the text is neither
  static Amount amount(String text) {
    try {
      if (text.endsWith(PEBBLES)) {
        return Amount.parse(text.substring(0, text.length() - PEBBLES.length()).strip());
      }
      if (!text.matches("[0-9]{1,10}(\\.[0-9]{1,18})?")) {
        throw new StartFailed(
            "'" + text + "' is no amount; write CAIRN as 2.5, or pebbles as 2500pebbles");
      }
      return Amount.of(new BigDecimal(text).movePointRight(DECIMALS).toBigIntegerExact());
    } catch (OutOfRange e) {
      throw new StartFailed(String.valueOf(e.getMessage()), e);
    }
  }
}
