package network.cairn.http.gateway.name;

/// Names of domains (RFC 1035), as hosts have them.
public final class DomainName {
  private static final int MOST = 253;
  private static final int LABEL = 63;

  private DomainName() {}

  /// Whether the text is a name of two labels or more, and no IP address.
  public static boolean is(String text) {
    if (text.length() > MOST || text.indexOf('.') < 0) {
      return false;
    }
    String[] labels = text.split("\\.", -1);
    for (String label : labels) {
      if (label.isEmpty() || label.length() > LABEL || !label.chars().allMatch(DomainName::isOf)) {
        return false;
      }
    }
    String last = labels[labels.length - 1];
    return last.chars().anyMatch(c -> c < '0' || c > '9');
  }

  private static boolean isOf(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /// One label that stands for a whole name: `my.v-long.example.com` as `my-v--long-example-com`.
  public static String inlined(String name) {
    return name.replace("-", "--").replace(".", "-");
  }

  /// The name that such a label stands for.
  public static String unfolded(String label) {
    StringBuilder name = new StringBuilder(label.length());
    for (int i = 0; i < label.length(); i++) {
      boolean hyphen = label.charAt(i) == '-';
      boolean twice = hyphen && label.startsWith("--", i);
      name.append(hyphen && !twice ? '.' : label.charAt(i));
      i += twice ? 1 : 0;
    }
    return name.toString();
  }
}
