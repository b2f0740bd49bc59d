package network.cairn.store.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/// How a router is written that is asked over HTTP: the URL of a server, alone or with the path of
/// one kind of question.
public final class RouterAddress {
  private static final String API = "/routing/v1";
  private static final Set<String> PATHS =
      Set.of("", API, API + "/providers", API + "/peers", API + "/ipns");

  private RouterAddress() {}

  /// The URL, with `http` or `https`, a host, and nothing behind its path.
  ///
  /// @throws IllegalArgumentException if this names no router; the message says what would
  public static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is no URL: " + e.getReason(), e);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http") || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + text + "' names no router; it is written as https://router.example");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "'" + text + "' has more than a server and a path; routers are asked by everybody alike");
    }
    if (!PATHS.contains(path(uri))) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' has a path that no router is asked at: leave it out, or use "
              + API
              + "/providers, /peers or /ipns");
    }
    return uri;
  }

  /// The path, without slashes at its end.
  public static String path(URI uri) {
    String path = uri.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return path;
  }
}
