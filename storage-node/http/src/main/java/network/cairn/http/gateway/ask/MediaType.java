package network.cairn.http.gateway.ask;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A media type (RFC 9110, 8.3.1).
///
/// @param name type and subtype, in lower case
/// @param parameters by name in lower case
record MediaType(String name, Map<String, String> parameters) {
  private static final int MAX_PARAMETERS = 16;

  MediaType {
    parameters = Map.copyOf(parameters);
  }

  /// @throws GatewayRefused if it cannot be read
  static MediaType parse(String text) {
    String[] parts = text.split(";", -1);
    if (parts.length > MAX_PARAMETERS + 1) {
      throw new GatewayRefused(
          400, "a media type of the header Accept has more than " + MAX_PARAMETERS + " parameters");
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      int equals = part.indexOf('=');
      if (equals > 0) {
        parameters.put(
            part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            unquoted(part.substring(equals + 1).strip()));
      } else if (!part.isEmpty()) {
        throw new GatewayRefused(
            400, "a media type of the header Accept has a parameter without value");
      }
    }
    return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
