package network.cairn.app.demo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Pebbles as people read them: CAIRN, without the name.
final class Tokens {
  private static final int DECIMALS = 18;
  private static final int SHOWN = 4;

  private Tokens() {}

  /// All decimals, `1.5` or `-0.000000000000000001`.
  static String exact(BigInteger pebbles) {
    return plain(new BigDecimal(pebbles, DECIMALS));
  }

  /// At most four decimals, rounded towards zero: for what moves too fast to be read in full.
  static String brief(BigInteger pebbles) {
    return plain(new BigDecimal(pebbles, DECIMALS).setScale(SHOWN, RoundingMode.DOWN));
  }

  /// As [#brief(BigInteger)], of pebbles in decimal as the doors answer them; `-` for no amount.
  static String brief(String pebbles) {
    return pebbles.isEmpty() ? "-" : brief(new BigInteger(pebbles));
  }

  private static String plain(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal bare = value.stripTrailingZeros();
    return (bare.scale() < 0 ? bare.setScale(0) : bare).toPlainString();
  }
}
