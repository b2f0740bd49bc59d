package network.cairn.http.gateway;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Headers that the gateway's owner wants answers to have. What an answer says of itself counts
/// before them; whose web pages may ask is the owner's to say. Immutable.
final class OwnerHeaders {
  private static final Set<String> REPLACED =
      Set.of("access-control-allow-origin", "access-control-allow-methods");

  private static final Set<String> JOINED =
      Set.of("access-control-allow-headers", "access-control-expose-headers");

  /// Each value on one line; empty where the owner wants none.
  private final Map<String, String> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  OwnerHeaders(Map<String, List<String>> headers) {
    headers.forEach((name, values) -> wanted.put(name, String.join(", ", values)));
  }

  /// The headers of an answer, to be added to.
  ///
  /// @param own of the answer
  Map<String, String> with(Map<String, String> own) {
    if (wanted.isEmpty()) {
      return own;
    }
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(own);
    wanted.forEach((name, value) -> all.merge(name, value, (said, more) -> of(name, said, more)));
    all.values().removeIf(String::isEmpty);
    return all;
  }

  private static String of(String name, String said, String wanted) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (REPLACED.contains(lower)) {
      return wanted;
    }
    return JOINED.contains(lower) ? joined(said, wanted) : said;
  }

  private static String joined(String said, String wanted) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    Arrays.stream((said + "," + wanted).split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .forEach(names::add);
    return String.join(", ", names);
  }
}
