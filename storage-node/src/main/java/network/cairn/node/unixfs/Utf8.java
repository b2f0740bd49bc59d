package network.cairn.node.unixfs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// Names as the bytes they are on the wire.
final class Utf8 {
  /// The order of the bytes, which differs from that of Java's chars beyond the basic plane.
  static final Comparator<String> ORDER = Utf8::compare;

  private Utf8() {}

  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
