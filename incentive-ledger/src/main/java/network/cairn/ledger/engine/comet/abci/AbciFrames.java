package network.cairn.ledger.engine.comet.abci;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import network.cairn.proto.abci.Request;
import network.cairn.proto.abci.Response;

/// Messages on the socket: each preceded by its length, an unsigned varint.
final class AbciFrames {
  /// Longest request: the block of 4 MiB, a chunk of a snapshot and a genesis fit several times.
  static final int MAX = 64 << 20;

  private static final int MAX_VARINT = 5;

  private AbciFrames() {}

  /// The next request; empty where the stream ends between two.
  ///
  /// @throws IOException if the stream ends within one, or it is longer than [#MAX] or no request
  static Optional<Request> read(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    int size = size(first, in);
    // Memory is taken as the bytes come, not as they are promised.
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("a request of " + size + " bytes ends after " + bytes.length);
    }
    try {
      return Optional.of(Request.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("no ABCI request: " + e.getMessage(), e);
    }
  }

  private static int size(int first, InputStream in) throws IOException {
    long size = first & 0x7f;
    int next = first;
    for (int i = 1; (next & 0x80) != 0; i++) {
      next = in.read();
      if (next < 0) {
        throw new EOFException("the stream ends in a request's length");
      }
      if (i == MAX_VARINT) {
        throw new IOException("a request's length has more than " + MAX_VARINT + " bytes");
      }
      size |= (long) (next & 0x7f) << (7 * i);
    }
    if (size > MAX) {
      throw new IOException("a request of " + size + " bytes is above " + MAX);
    }
    return (int) size;
  }

  static void write(OutputStream out, Response response) throws IOException {
    response.writeDelimitedTo(out);
  }
}
