package network.cairn.libp2p.io;

import java.io.IOException;

/// A connection whose bytes travel in records that are sealed in place: what a secure channel is to
/// a muxer.
///
/// One reader and one writer at a time. Bulk without copies: a writer keeps a buffer with
/// [#headroom] free bytes before and [#tailroom] after its plaintext and calls [#writeRecord]. A
/// reader that offers at least [#maxPlaintext] bytes to [#read] gets one whole record opened
/// straight into its buffer.
public interface RecordConn extends Duplex, AutoCloseable {
  /// The most plaintext that one record carries.
  int maxPlaintext();

  /// Bytes that [#writeRecord] needs free before the plaintext.
  int headroom();

  /// Bytes that [#writeRecord] needs free after the plaintext.
  int tailroom();

  /// Seals `length` bytes at `offset` in place and writes them as one record; the buffer's contents
  /// from `offset - headroom()` to `offset + length + tailroom()` are destroyed.
  ///
  /// @param length 0 to [#maxPlaintext]
  void writeRecord(byte[] buffer, int offset, int length) throws IOException;

  /// Ends the connection at once; idempotent, callable by any thread, never blocks long, never
  /// throws.
  @Override
  void close();
}
