package network.cairn.ipld.codec.dagjson;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import network.cairn.ipld.model.InvalidNode;

/// Floats as ECMAScript writes numbers, which is what dag-json implementations agree on: the fewest
/// digits that read back, plain from 1e-6 to below 1e21, else with an exponent; whole ones get `.0`
/// so that they stay floats.
final class JsonFloat {
  private JsonFloat() {}

  static String format(double value) {
    if (!Double.isFinite(value)) {
      throw new InvalidNode("dag-json: float " + value + " has no form");
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + layOut(digits, point);
  }

  /// [Double#toString] never gives fewer than two digits, where sometimes one would do (5e-324).
  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() != 2) {
      return decimal;
    }
    BigDecimal down = decimal.round(new MathContext(1, RoundingMode.HALF_UP));
    return down.doubleValue() == value ? down.stripTrailingZeros() : decimal;
  }

  /// Lays out `0.digits * 10^point`.
  private static String layOut(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count) + ".0";
    }
    if (0 < point && point <= 21) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    String exponent = (point - 1 < 0 ? "-" : "+") + Math.abs(point - 1);
    return digits.charAt(0) + (count > 1 ? "." + digits.substring(1) : "") + "e" + exponent;
  }
}
