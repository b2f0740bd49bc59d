package network.cairn.libp2p.io;

import java.io.IOException;

/// Bytes both ways, blocking: what a raw connection, a secured one and a stream have in common.
///
/// One thread may read while another writes.
public interface Duplex {
  /// Reads at least one byte, or returns -1 at the end.
  ///
  /// @param length at least 1
  int read(byte[] buffer, int offset, int length) throws IOException;

  /// Writes all bytes.
  void write(byte[] buffer, int offset, int length) throws IOException;
}
