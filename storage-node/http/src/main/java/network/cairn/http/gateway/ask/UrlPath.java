package network.cairn.http.gateway.ask;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoding of paths (RFC 3986).
public final class UrlPath {
  /// Characters of a path at most, encoded.
  public static final int MAX_LENGTH = 64 << 10;

  /// What the server makes of a byte outside ASCII.
  private static final char UNREADABLE = '\uFFFD';

  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private UrlPath() {}

  /// The path with one slash at its beginning: as a link, one with two would name a host.
  public static String local(String path) {
    int at = 0;
    while (at < path.length() && path.charAt(at) == '/') {
      at++;
    }
    return at < 2 ? path : path.substring(at - 1);
  }

  /// Decodes it once.
  ///
  /// @throws GatewayRefused if it is too long or cannot be decoded
  public static String decode(String path) {
    if (path.length() > MAX_LENGTH) {
      throw new GatewayRefused(
          414, "the path has more than " + MAX_LENGTH + " characters, which no content path needs");
    }
    if (path.indexOf(UNREADABLE) >= 0) {
      throw new GatewayRefused(
          400, "the path has characters outside ASCII as they are: percent-encode them");
    }
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new GatewayRefused(400, "the path has a percent sign without two hexadecimal digits");
    }
  }

  /// Encodes a path; its slashes stay.
  public static String encode(String path) {
    return encode(path, PLAIN + "/");
  }

  /// Encodes one name, also its slashes.
  public static String encodeName(String name) {
    return encode(name, PLAIN);
  }

  /// A query as it came, with what may stand in no header encoded.
  public static String encodeQuery(String query) {
    return encode(query, PLAIN + "/?%[]");
  }

  /// As [#encode], of a header's value: what is printable ASCII stays.
  public static String header(String path) {
    boolean plain = path.chars().allMatch(c -> c > ' ' && c < 0x7f);
    return plain ? path : encode(path, PLAIN + "/%\"<>[]\\^`{|}?#");
  }

  private static String encode(String text, String plain) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && plain.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        HEX.toHexDigits(encoded.append('%'), b);
      }
    }
    return encoded.toString();
  }
}
