package network.cairn.http.door;

import java.util.Optional;

/// What a request's first line asks for (RFC 9112, 3.2): a path; a whole URL, as proxies are asked;
/// or with `CONNECT` a host alone.
///
/// @param host that counts instead of the header `Host`; empty if none is named
/// @param path from its first slash on, as it came
record RequestTarget(Optional<String> host, String path) {
  private static final String CONNECT = "CONNECT";
  private static final String SCHEME_END = "://";

  /// @param raw as it came, without the query
  static RequestTarget of(String method, String raw) {
    if (raw.startsWith("/")) {
      return new RequestTarget(Optional.empty(), raw);
    }
    int scheme = raw.indexOf(SCHEME_END);
    if (isHttp(raw, scheme)) {
      int start = scheme + SCHEME_END.length();
      int slash = raw.indexOf('/', start);
      return slash < 0
          ? new RequestTarget(Optional.of(raw.substring(start)), "/")
          : new RequestTarget(Optional.of(raw.substring(start, slash)), raw.substring(slash));
    }
    return method.equals(CONNECT)
        ? new RequestTarget(Optional.of(raw), "/")
        : new RequestTarget(Optional.empty(), raw);
  }

  private static boolean isHttp(String raw, int end) {
    return end >= 0
        && ("http".equalsIgnoreCase(raw.substring(0, end))
            || "https".equalsIgnoreCase(raw.substring(0, end)));
  }
}
