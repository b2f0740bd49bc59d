package network.cairn.http.gateway;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the gateway's owner wants of its answers.
///
/// @param headers that they have besides their own; those of `Access-Control-` say which web pages
///   may ask (`Gateway.HTTPHeaders`)
/// @param errorPages whether browsers are shown a page where something fails, and not a line of
///   text (not `Gateway.DisableHTMLErrors`)
/// @param home where who asks for `/` is sent (`Gateway.RootRedirect`)
/// @param converting whether blocks are also given in another codec than their own
///   (`Gateway.AllowCodecConversion`)
public record GatewayManner(
    Map<String, List<String>> headers,
    boolean errorPages,
    Optional<String> home,
    boolean converting) {
  /// As it is unless told otherwise.
  public static final GatewayManner PLAIN =
      new GatewayManner(Map.of(), true, Optional.empty(), false);

  public GatewayManner {
    headers = Map.copyOf(headers);
  }
}
