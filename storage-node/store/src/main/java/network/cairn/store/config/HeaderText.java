package network.cairn.store.config;

import java.util.Locale;
import java.util.Set;

/// Which HTTP headers a configuration may add to answers: none that says where an answer ends.
final class HeaderText {
  private static final int LONGEST = 4096;
  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "content-type", "trailer", "transfer-encoding");

  private HeaderText() {}

  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 256
        && name.chars().allMatch(HeaderText::isToken)
        && !FRAMING.contains(name.toLowerCase(Locale.ROOT));
  }

  static boolean isValue(String value) {
    return value.length() <= LONGEST && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  private static boolean isToken(int c) {
    return c < 0x7f && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }
}
