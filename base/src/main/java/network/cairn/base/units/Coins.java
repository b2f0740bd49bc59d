package network.cairn.base.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/// Money as people read and write it: always CAIRN, never the ledger's units, of which one CAIRN
/// has 10^18. What is written here is read here.
public final class Coins {
  /// Decimals of a CAIRN.
  private static final int DECIMALS = 18;

  private static final String NAME = " CAIRN";
  private static final String UNITS = "pebbles";
  private static final int LONGEST = 40;

  private Coins() {}

  /// `1.5 CAIRN`, exactly, however small or large; below 0 with a sign.
  ///
  /// @param units of the ledger
  public static String text(BigInteger units) {
    BigDecimal value = new BigDecimal(units, DECIMALS).stripTrailingZeros();
    return (value.scale() < 0 ? value.setScale(0) : value).toPlainString() + NAME;
  }

  /// Reads `1.5`, `1.5 CAIRN` and, for programs that count in them, `10pebbles`.
  ///
  /// @return units of the ledger
  /// @throws InvalidQuantity if the text is no amount, or has more than 10 digits before the point
  ///   or 18 behind it; the message says how to write one
  public static BigInteger parse(String text) {
    String plain = text.strip();
    if (plain.endsWith(UNITS)) {
      String units = plain.substring(0, plain.length() - UNITS.length()).strip();
      if (units.matches("[0-9]{1,28}")) {
        return new BigInteger(units);
      }
      throw invalid(text);
    }
    if (plain.toUpperCase(Locale.ROOT).endsWith(NAME.strip())) {
      plain = plain.substring(0, plain.length() - NAME.strip().length()).strip();
    }
    if (!plain.matches("[0-9]{1,10}(\\.[0-9]{1,18})?")) {
      throw invalid(text);
    }
    return new BigDecimal(plain).scaleByPowerOfTen(DECIMALS).toBigIntegerExact();
  }

  private static InvalidQuantity invalid(String text) {
    String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    return new InvalidQuantity(
        "'" + shown + "' is no amount; write CAIRN with at most 10 digits and 18 decimals, as 2.5");
  }
}
