package network.cairn.http.rpc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the query of a URL.
public final class QueryText {
  private static final int MAX_PAIRS = 20_000;

  private QueryText() {}

  /// A name and its value, decoded.
  public record Pair(String name, String value) {}

  /// @throws BadRequest if it is malformed or of more than 20,000 pairs
  public static List<Pair> parse(String query) {
    List<Pair> pairs = new ArrayList<>();
    for (String text : query.split("&")) {
      if (text.isEmpty()) {
        continue;
      }
      if (pairs.size() == MAX_PAIRS) {
        throw new BadRequest("the query has more than " + MAX_PAIRS + " values");
      }
      int equals = text.indexOf('=');
      pairs.add(
          equals < 0
              ? new Pair(decode(text), "")
              : new Pair(decode(text.substring(0, equals)), decode(text.substring(equals + 1))));
    }
    return pairs;
  }

  static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequest("the query is malformed at \"" + text + "\"");
    }
  }
}
