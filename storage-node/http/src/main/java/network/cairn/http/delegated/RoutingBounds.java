package network.cairn.http.delegated;

import java.time.Duration;

/// How much one request of a routing server gets, and how long its answer may be kept by others.
final class RoutingBounds {
  /// For a search.
  static final Duration TIME = Duration.ofSeconds(20);

  static final int MOST_AT_ONCE = 100;
  static final int MOST_LINES = 500;

  private static final int SOME_SECONDS = 300;
  private static final int NONE_SECONDS = 15;

  /// As long as a DHT keeps the record of a provider.
  private static final int RECORD_SECONDS = 172_800;

  private RoutingBounds() {}

  /// The header `Cache-Control`: an answer without records is soon asked for again.
  static String caching(boolean some) {
    return caching(some ? SOME_SECONDS : NONE_SECONDS, RECORD_SECONDS);
  }

  static String caching(long seconds, long stale) {
    return "public, max-age="
        + seconds
        + ", stale-while-revalidate="
        + stale
        + ", stale-if-error="
        + stale;
  }
}
