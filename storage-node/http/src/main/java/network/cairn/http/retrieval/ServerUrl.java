package network.cairn.http.retrieval;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// URLs of servers of blocks: a server, and perhaps a path that `/ipfs/CID` follows.
public final class ServerUrl {
  private static final int MAX_LENGTH = 2048;

  private ServerUrl() {}

  /// Reads what a user wrote.
  ///
  /// @throws IllegalArgumentException if it names no such server; the message is for the user
  public static URI parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a URL of " + text.length() + " characters; the limit is " + MAX_LENGTH);
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is no URL: " + e.getReason(), e);
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http") || url.getHost() == null) {
      throw new IllegalArgumentException(
          "'" + text + "' names no server; it is written as https://gateway.example");
    }
    if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("'" + text + "' has more than a server and a path");
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    // By that name gateways send callers on to a subdomain.
    boolean plainLocal = scheme.equals("http") && host.equals("localhost");
    return base(url, plainLocal ? "127.0.0.1" : host);
  }

  /// The form by which one server is one: no slash at its end.
  static URI base(URI url) {
    return base(url, url.getHost().toLowerCase(Locale.ROOT));
  }

  private static URI base(URI url, String host) {
    String path = String.valueOf(url.getRawPath());
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return URI.create(
        url.getScheme().toLowerCase(Locale.ROOT)
            + "://"
            + host
            + (url.getPort() < 0 ? "" : ":" + url.getPort())
            + path);
  }
}
