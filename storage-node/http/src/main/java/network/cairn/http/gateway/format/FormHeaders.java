package network.cairn.http.gateway.format;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import network.cairn.content.unixfs.Trail;
import network.cairn.http.door.Response;
import network.cairn.http.gateway.ask.Asked;
import network.cairn.http.gateway.ask.EntityTags;
import network.cairn.http.gateway.ask.UrlPath;
import network.cairn.ipld.cid.Cid;

/// What stands above an answer that is no page.
final class FormHeaders {
  private static final int LONGEST_NAME = 200;

  private FormHeaders() {}

  /// @param type the media type
  /// @param shown whether a browser may show it, and need not save it
  /// @param name what it is saved as, unless the caller says it
  /// @param tag by which it is known again
  static Map<String, String> of(
      Asked asked, Trail trail, String type, boolean shown, String name, String tag) {
    Map<String, String> headers = asked.headers();
    headers.put(
        "X-Ipfs-Roots", trail.roots().stream().map(Cid::toString).collect(Collectors.joining(",")));
    headers.put("Content-Type", type);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Etag", tag);
    if (!asked.caching().content().isEmpty()) {
      headers.put("Cache-Control", asked.caching().content());
    }
    headers.put("Content-Disposition", disposition(asked, shown, name));
    return headers;
  }

  /// The header `Content-Disposition`.
  static String disposition(Asked asked, boolean shown, String name) {
    boolean save = !shown || asked.query().first("download").orElse("").equals("true");
    return (save ? "attachment" : "inline") + named(asked.query().first("filename").orElse(name));
  }

  private static String named(String name) {
    String bounded = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    StringBuilder plain = new StringBuilder(bounded.length());
    bounded.codePoints().forEach(c -> plain.append(c < 0x80 ? (char) c : '_'));
    String ascii = "; filename=\"" + UrlPath.encodeName(plain.toString()) + "\"";
    return plain.toString().equals(bounded)
        ? ascii
        : ascii + "; filename*=UTF-8''" + UrlPath.encodeName(bounded);
  }

  static String tag(Map<String, String> headers) {
    return headers.getOrDefault("Etag", "");
  }

  /// Answers a caller who has it already.
  static boolean isUnchanged(Asked asked, Map<String, String> headers, Response response)
      throws IOException {
    Optional<String> same =
        asked
            .header("If-None-Match")
            .flatMap(header -> EntityTags.match(header, List.of(tag(headers))));
    if (same.isEmpty()) {
      return false;
    }
    headers.remove("Content-Type");
    response.send(304, headers, new byte[0]);
    return true;
  }
}
