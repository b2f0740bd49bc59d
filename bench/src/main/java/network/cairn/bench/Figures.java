package network.cairn.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Measured values of one side, or ratios pair by pair.
///
/// @param values at least one, in the order of measuring
record Figures(List<Double> values) {
  Figures {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no figure was measured");
    }
  }

  double median() {
    double[] sorted = sorted();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double least() {
    return sorted()[0];
  }

  double most() {
    return sorted()[values.size() - 1];
  }

  private double[] sorted() {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  /// Median and range with three significant digits: `1.23 (1.2–1.31)`.
  String text() {
    return number(median()) + " (" + number(least()) + "–" + number(most()) + ")";
  }

  /// Three significant digits without an exponent.
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    int digits = (int) Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
