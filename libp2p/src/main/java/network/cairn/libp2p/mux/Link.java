package network.cairn.libp2p.mux;

import java.io.IOException;

/// What a muxer runs over: a secured byte stream that is cheapest when written in full records.
///
/// One thread reads and one thread writes; [#close] comes from any thread and ends the blocked calls of both.
public interface Link {
  /// Reads at least one byte, or returns -1 at the end of the connection.
  int read(byte[] buffer, int offset, int length) throws IOException;

  /// The writer's buffer; the bytes of the next record start at [#recordOffset].
  byte[] record();

  int recordOffset();

  /// The most bytes one record carries.
  int recordCapacity();

  /// Sends the first `length` bytes of the record.
  void writeRecord(int length) throws IOException;

  /// Closes at once; never blocks.
  void close();
}
