package network.cairn.api.content;

import java.util.Optional;

/// What to read, until when, and whom to ask first.
///
/// @param path a CID or a path below one
/// @param timeout a duration such as `30s` after which to give up
/// @param peer a multiaddr that ends with `/p2p/` and the peer
/// @param from the URL of a server of blocks
public record ReadRequest(
    String path, Optional<String> timeout, Optional<String> peer, Optional<String> from) {}
