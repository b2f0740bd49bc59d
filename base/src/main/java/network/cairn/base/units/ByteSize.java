package network.cairn.base.units;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: `10GB` (powers of 1000), `10GiB` (powers of 1024), `4096`.
public final class ByteSize {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,30}(?:\\.[0-9]{1,30})?)\\s*((?:[KMGTP]I?)?B?)");
  private static final Map<Character, Integer> POWERS =
      Map.of('K', 1, 'M', 2, 'G', 3, 'T', 4, 'P', 5);

  private ByteSize() {}

  /// Parses a size in bytes.
  ///
  /// @throws InvalidQuantity if the text is no size or the size exceeds 2^63 - 1
  public static long parse(String text) {
    Matcher form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw new InvalidQuantity(
          "\"" + text + "\" is not a size; write for example 10GB, 512MiB or 4096");
    }
    String unit = form.group(2);
    int power = unit.isEmpty() ? 0 : POWERS.getOrDefault(unit.charAt(0), 0);
    BigDecimal scale = BigDecimal.valueOf(unit.contains("I") ? 1024 : 1000).pow(power);
    try {
      return new BigDecimal(form.group(1)).multiply(scale).toBigInteger().longValueExact();
    } catch (ArithmeticException e) {
      throw new InvalidQuantity("\"" + text + "\" is too large a size");
    }
  }

  /// Writes a size for people: `1.5 GiB`.
  public static String text(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.2f %s", value, units[unit]);
  }
}
