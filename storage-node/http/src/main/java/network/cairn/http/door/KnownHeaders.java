package network.cairn.http.door;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The server's names for headers that most requests and answers have: it would lower and look up
/// each of them each time.
final class KnownHeaders {
  private static final Map<String, HeaderName> NAMES =
      Stream.of(
              "Accept",
              "Accept-Ranges",
              "Access-Control-Allow-Headers",
              "Access-Control-Allow-Methods",
              "Access-Control-Allow-Origin",
              "Access-Control-Expose-Headers",
              "Cache-Control",
              "Connection",
              "Content-Disposition",
              "Content-Length",
              "Content-Range",
              "Content-Security-Policy",
              "Content-Type",
              "Etag",
              "Host",
              "If-Modified-Since",
              "If-None-Match",
              "If-Range",
              "Origin",
              "Range",
              "Referer",
              "Server",
              "Service-Worker",
              "User-Agent",
              "Vary",
              "X-Content-Type-Options",
              "X-Forwarded-Host",
              "X-Forwarded-Proto",
              "X-Ipfs-Path",
              "X-Ipfs-Roots")
          .collect(Collectors.toUnmodifiableMap(name -> name, HeaderNames::create));

  private KnownHeaders() {}

  static HeaderName name(String name) {
    HeaderName known = NAMES.get(name);
    return known == null ? HeaderNames.create(name) : known;
  }
}
