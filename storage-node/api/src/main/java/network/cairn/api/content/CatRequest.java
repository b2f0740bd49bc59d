package network.cairn.api.content;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What to read of files: one offset and one length run over all of them together.
///
/// @param paths CIDs or paths below them
/// @param timeout a duration such as `30s` after which to give up
/// @param peer a multiaddr that ends with `/p2p/` and the peer
/// @param from the URL of a server of blocks
public record CatRequest(
    List<String> paths,
    OptionalLong offset,
    OptionalLong length,
    Optional<String> timeout,
    Optional<String> peer,
    Optional<String> from) {
  public CatRequest {
    paths = List.copyOf(paths);
  }
}
