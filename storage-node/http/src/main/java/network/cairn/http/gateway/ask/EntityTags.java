package network.cairn.http.gateway.ask;

import java.util.Collection;
import java.util.Optional;

/// The tags of `If-None-Match` and `If-Range` (RFC 9110, 8.8.3).
public final class EntityTags {
  private static final String WEAK = "W/";
  private static final String ANY = "*";

  private EntityTags() {}

  /// The first of these tags that the header names, strong or weak; empty if none. What stands
  /// behind something that is no tag counts no more.
  public static Optional<String> match(String header, Collection<String> tags) {
    int at = 0;
    while (at < header.length()) {
      if (header.charAt(at) == ',' || Character.isWhitespace(header.charAt(at))) {
        at++;
        continue;
      }
      int end = end(header, at);
      if (end < 0) {
        return Optional.empty();
      }
      String named = bare(header.substring(at, end));
      Optional<String> same =
          tags.stream().filter(t -> named.equals(ANY) || bare(t).equals(named)).findFirst();
      if (same.isPresent()) {
        return same;
      }
      at = end;
    }
    return Optional.empty();
  }

  /// Where the tag that begins here ends; negative if there is none.
  private static int end(String header, int at) {
    if (header.startsWith(ANY, at)) {
      return at + 1;
    }
    int quote = header.startsWith(WEAK, at) ? at + WEAK.length() : at;
    if (!header.startsWith("\"", quote)) {
      return -1;
    }
    int end = header.indexOf('"', quote + 1);
    return end < 0 ? -1 : end + 1;
  }

  /// Whether both are strong and the same.
  public static boolean isSame(String header, String tag) {
    return !tag.startsWith(WEAK) && header.strip().equals(tag);
  }

  private static String bare(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }
}
