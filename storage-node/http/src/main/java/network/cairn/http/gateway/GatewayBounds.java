package network.cairn.http.gateway;

import java.time.Duration;
import network.cairn.http.gateway.ask.PageBounds;

/// How much one caller and all of them get.
///
/// @param retrieval for one block that others have to give (`Gateway.RetrievalTimeout`)
/// @param request for a whole answer (`Gateway.MaxRequestDuration`)
/// @param atOnce answers under way at once (`Gateway.MaxConcurrentRequests`)
/// @param fromNetwork whether blocks that are not here are asked for elsewhere (not
///   `Gateway.NoFetch`)
/// @param pages how large what is shown may be (`Gateway.MaxDeserializedResponseSize`,
///   `Gateway.MaxRangeRequestFileSize`)
public record GatewayBounds(
    Duration retrieval, Duration request, int atOnce, boolean fromNetwork, PageBounds pages) {
  /// As Kubo has it.
  public static GatewayBounds defaults() {
    return new GatewayBounds(
        Duration.ofSeconds(30), Duration.ofHours(1), 4096, true, PageBounds.NONE);
  }
}
