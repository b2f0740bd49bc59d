package network.cairn.http.rpc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.tree.Attributes;
import org.jspecify.annotations.Nullable;

/// Mode and time of change as Kubo's clients send them, in the name of a part's field:
/// `file?mode=0644&mtime=1&mtime-nsecs=2`. What cannot be read counts for nothing.
final class PartAttributes {
  private static final String NAME = " name=\"file";
  private static final int PERMISSIONS = 0777;

  /// Bits of Go's `FileMode`, and those of `chmod`.
  private static final int[][] SPECIAL = {{1 << 23, 04000}, {1 << 22, 02000}, {1 << 20, 01000}};

  private PartAttributes() {}

  static Attributes of(String disposition) {
    int name = disposition.indexOf(NAME);
    int end = name < 0 ? -1 : disposition.indexOf('"', name + NAME.length());
    int query = name < 0 ? -1 : disposition.indexOf('?', name);
    if (query < 0 || end < query) {
      return Attributes.NONE;
    }
    Map<String, String> given = new HashMap<>();
    for (String pair : disposition.substring(query + 1, end).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        given.putIfAbsent(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
    long mode = number(given.get("mode"), 8).orElse(0L);
    return new Attributes(
        mode(mode), time(number(given.get("mtime"), 10), number(given.get("mtime-nsecs"), 10)));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Optional<Long> number(@Nullable String text, int radix) {
    try {
      return Optional.ofNullable(text).map(t -> Long.parseLong(t, radix));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static int mode(long go) {
    int mode = (int) (go & PERMISSIONS);
    for (int[] bits : SPECIAL) {
      mode |= (go & bits[0]) != 0 ? bits[1] : 0;
    }
    return mode;
  }

  private static Optional<Instant> time(Optional<Long> seconds, Optional<Long> nanos) {
    try {
      return seconds.map(s -> Instant.ofEpochSecond(s, nanos.orElse(0L)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
