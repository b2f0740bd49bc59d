package network.cairn.base.tree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/// Names as the bytes they are on the wire, by whose order directories, listings and archives go.
/// Stateless.
public final class NameOrder {
  /// The order of the bytes, which differs from that of Java's chars beyond the basic plane.
  public static final Comparator<String> ORDER = NameOrder::compare;

  private NameOrder() {}

  /// Bytes of a name.
  public static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        return Character.isSurrogate(left) || Character.isSurrogate(right)
            ? compareBytes(a, b)
            : left - right;
      }
    }
    return a.length() - b.length();
  }

  private static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
