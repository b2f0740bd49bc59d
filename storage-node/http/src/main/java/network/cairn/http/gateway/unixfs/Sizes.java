package network.cairn.http.gateway.unixfs;

import java.util.Locale;

/// Sizes for people.
final class Sizes {
  private static final String UNITS = "kMGTPE";

  private Sizes() {}

  /// Such as `1.5 MB`, by thousands.
  static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= 999.5) {
      size /= 1000;
      unit++;
    }
    String number = String.format(Locale.ROOT, size < 9.95 ? "%.1f" : "%.0f", size);
    return number + " " + UNITS.charAt(unit) + "B";
  }
}
