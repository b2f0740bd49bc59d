package network.cairn.interop;

import java.io.IOException;
import java.nio.file.Path;

/// This node, as the tests use it: a process of its own, or the same parts within the test's.
interface CairnNode extends AutoCloseable {
  String id();

  /// An address to dial, with the peer id.
  String address();

  /// An address to dial by WebSocket, with the peer id.
  String websocketAddress();

  /// An address to dial by QUIC, with the peer id.
  String quicAddress();

  /// Dials a peer; fails if it is not the one that the address names.
  void connect(String address) throws IOException, InterruptedException;

  /// Adds a file or directory.
  ///
  /// @return the root
  String add(Path path) throws IOException;

  /// Writes a DAG as the file or directory `target`, fetching what is not here.
  void get(String cid, Path target) throws IOException;

  @Override
  void close() throws IOException;
}
