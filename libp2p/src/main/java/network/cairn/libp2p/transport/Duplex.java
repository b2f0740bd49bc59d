package network.cairn.libp2p.transport;

import java.io.IOException;

/// Bytes both ways, blocking: what a raw connection, a secure one and a stream have in common.
///
/// One thread may read while another writes.
public interface Duplex {
  /// Reads at least one byte, or returns -1 at the end.
  ///
  /// @param length at least 1
  int read(byte[] buffer, int offset, int length) throws IOException;

  /// Writes all bytes.
  void write(byte[] buffer, int offset, int length) throws IOException;

  /// A duplex out of two methods, such as those of a stream: `Duplex.of(stream::read,
  /// stream::write)`.
  static Duplex of(Read read, Write write) {
    return new Duplex() {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return read.read(buffer, offset, length);
      }

      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        write.write(buffer, offset, length);
      }
    };
  }

  /// As [Duplex#read].
  interface Read {
    int read(byte[] buffer, int offset, int length) throws IOException;
  }

  /// As [Duplex#write].
  interface Write {
    void write(byte[] buffer, int offset, int length) throws IOException;
  }
}
