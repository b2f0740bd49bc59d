package network.cairn.http.client;

import java.io.IOException;
import java.net.URI;

/// Where a redirect leads, if it is followed: to the same server, or to its TLS. A server must not
/// send this node to others that nobody named, or that only this node reaches.
public final class Redirect {
  /// As often as one question is redirected.
  public static final int MOST = 3;

  private Redirect() {}

  /// @param target what `Location` says
  /// @throws IOException if it is not followed; the message continues the server's name
  public static URI follow(URI from, String target) throws IOException {
    URI to;
    try {
      to = from.resolve(target);
    } catch (IllegalArgumentException e) {
      throw new IOException("redirects to what is no URL", e);
    }
    boolean sameHost = from.getHost().equalsIgnoreCase(String.valueOf(to.getHost()));
    boolean sameServer = from.getScheme().equals(to.getScheme()) && from.getPort() == to.getPort();
    boolean toItsTls = from.getScheme().equals("http") && "https".equals(to.getScheme());
    if (!sameHost || !sameServer && !toItsTls || to.getRawUserInfo() != null) {
      throw new IOException("redirects to another server, which is not followed");
    }
    return to;
  }
}
