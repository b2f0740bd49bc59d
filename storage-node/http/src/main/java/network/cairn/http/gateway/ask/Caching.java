package network.cairn.http.gateway.ask;

import java.time.Duration;

/// How long an answer may be kept: what is below a CID for ever, what is below a name as long as
/// that says.
///
/// @param isImmutable whether the path begins with a CID
/// @param keep how long the name may be kept; zero where it does not say
public record Caching(boolean isImmutable, Duration keep) {
  /// Of a path that begins with a CID.
  public static final Caching IMMUTABLE = new Caching(true, Duration.ZERO);

  private static final String MONTH = ", stale-while-revalidate=2678400";

  /// The header `Cache-Control` of content; empty for none.
  public String content() {
    if (isImmutable) {
      return "public, max-age=29030400, immutable";
    }
    return keep.toSeconds() > 0 ? "public, max-age=" + keep.toSeconds() : "";
  }

  /// The header `Cache-Control` of a page that this program makes of content, and may make
  /// otherwise one day; empty for none.
  public String madePage() {
    if (isImmutable) {
      return "public, max-age=604800" + MONTH;
    }
    return keep.toSeconds() > 0 ? "public, max-age=" + keep.toSeconds() + MONTH : "";
  }
}
