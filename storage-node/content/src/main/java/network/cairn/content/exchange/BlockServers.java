package network.cairn.content.exchange;

import java.net.URI;
import java.util.Optional;

/// Servers that give single blocks by their CIDs (trustless gateways). Thread-safe.
public interface BlockServers {
  /// Opens a server for one session; nothing is sent yet.
  ///
  /// @param named whether the user named it, and not somebody whose word is only a hint
  /// @return empty if it is not to be asked now, or never
  Optional<BlockServer> open(URI server, boolean named, BlockServer.Taker taker);

  /// Knows none.
  static BlockServers none() {
    return (_, _, _) -> Optional.empty();
  }
}
