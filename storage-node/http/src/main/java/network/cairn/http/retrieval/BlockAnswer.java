package network.cairn.http.retrieval;

import java.time.Duration;
import java.util.Optional;

/// What came of asking a server for a block.
sealed interface BlockAnswer {
  /// Bytes that nobody has checked yet.
  record Bytes(byte[] bytes) implements BlockAnswer {}

  /// The server has no such block.
  record Lacks() implements BlockAnswer {}

  /// The server is not to be asked again for now.
  ///
  /// @param why continues the server's name
  /// @param pause what it asks for
  record Failed(String why, Optional<Duration> pause) implements BlockAnswer {}
}
