package network.cairn.http.delegated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import network.cairn.http.door.Response;

/// What all answers of a routing server have in common.
final class RoutingAnswers {
  private static final String TEXT = "text/plain; charset=utf-8";

  /// An HTTP-date (RFC 9110, 5.6.7).
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private RoutingAnswers() {}

  /// Every web page may ask and read the answer: nothing here is anybody's own.
  static Map<String, String> shared() {
    return Map.of(
        "Access-Control-Allow-Origin",
        "*",
        "Access-Control-Allow-Methods",
        "GET, PUT, OPTIONS",
        "Access-Control-Allow-Headers",
        "Accept, Content-Type, If-None-Match",
        "X-Content-Type-Options",
        "nosniff");
  }

  static String date(long epochMillis) {
    return DATE.format(Instant.ofEpochMilli(epochMillis));
  }

  /// Says in one line why there is no other answer.
  static void refuse(Response response, int status, String why) throws IOException {
    send(response, status, why, Map.of("Cache-Control", "no-store"));
  }

  /// Turns a caller away for a moment.
  static void busy(Response response, int status, String why) throws IOException {
    send(response, status, why, Map.of("Cache-Control", "no-store", "Retry-After", "1"));
  }

  /// A line of text.
  static void send(Response response, int status, String text, Map<String, String> more)
      throws IOException {
    Map<String, String> headers = new HashMap<>(shared());
    headers.put("Content-Type", TEXT);
    headers.putAll(more);
    response.send(status, headers, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
