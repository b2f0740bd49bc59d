package network.cairn.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A secret that opens a door, as Kubo writes it in `API.Authorizations` and after `--api-auth`:
/// `bearer:TOKEN`, `basic:USER:PASSWORD`, `basic:BASE64` or a token alone.
public final class AuthSecret {
  private AuthSecret() {}

  /// The header `Authorization` that shows it; empty if nobody can show it.
  public static Optional<String> header(String secret) {
    int colon = secret.indexOf(':');
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    if (colon < 0) {
      return Optional.of("Bearer " + secret);
    }
    String value = secret.substring(colon + 1);
    return switch (secret.substring(0, colon)) {
      case "bearer" -> Optional.of("Bearer " + value);
      case "basic" -> Optional.of("Basic " + (value.contains(":") ? base64(value) : value));
      default -> Optional.empty();
    };
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
