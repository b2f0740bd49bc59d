package network.cairn.http.rpc.kubo;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import network.cairn.http.retrieval.ServerUrl;
import network.cairn.http.rpc.CommandError;

/// A server that a caller names by its URL, to be asked for blocks beside all others.
public final class NamedServer {
  private NamedServer() {}

  /// @return none where none is named
  /// @throws CommandError if the text is no URL of a server, or if this node has no network
  public static List<URI> of(Backend backend, Optional<String> url) {
    if (url.isEmpty()) {
      return List.of();
    }
    SwarmRpc.online(backend);
    try {
      return List.of(ServerUrl.parse(url.get()));
    } catch (IllegalArgumentException e) {
      throw new CommandError("--from: " + e.getMessage(), e);
    }
  }
}
