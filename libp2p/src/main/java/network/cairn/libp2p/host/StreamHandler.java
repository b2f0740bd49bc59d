package network.cairn.libp2p.host;

import java.io.IOException;

/// Plain blocking code that serves one inbound stream on a thread of its own.
///
/// A normal return closes the stream, an exception resets it; neither ends the connection.
public interface StreamHandler {
  /// Serves one stream until it is done with it.
  void handle(Stream stream) throws IOException, InterruptedException;
}
