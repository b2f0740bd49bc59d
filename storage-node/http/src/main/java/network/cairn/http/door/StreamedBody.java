package network.cairn.http.door;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// A streamed body. The server would end each one for which a trailer is announced with a trailer
/// of its own, which clients that know none take for the next answer on the connection; so one that
/// ends well announces none in the end.
///
/// The server copies each chunk, and the first piece of a body of told length, into arrays of its
/// own. So large pieces go past it, framed as it would frame them; it writes the head, small pieces
/// and the end. Used by one thread at a time.
final class StreamedBody extends OutputStream {
  /// From this length on, a piece goes past the server.
  private static final int LARGE = 16 << 10;

  /// What the server gets of a large piece that is the first, to write the head with.
  private static final int FIRST = 1 << 10;

  private static final byte[] LINE_END = {'\r', '\n'};

  private final ServerResponse response;
  private final Connection connection;
  private final OutputStream out;
  private final boolean chunked;
  private long left;
  private boolean begun;
  private boolean failed;

  /// @param length what the head says; empty for chunks
  StreamedBody(ServerResponse response, Connection connection, OptionalLong length) {
    this.response = response;
    this.connection = connection;
    this.out = response.outputStream();
    this.chunked = length.isEmpty();
    this.left = length.orElse(Long.MAX_VALUE);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > left) {
      throw new IOException("a body longer than its head says, by " + (length - left) + " bytes");
    }
    left -= length;
    if (length >= LARGE && !connection.caller().isOld()) {
      int first = begun ? 0 : FIRST;
      small(bytes, offset, first);
      connection.told(out::flush);
      connection.told(() -> past(ByteBuffer.wrap(bytes, offset + first, length - first)));
    } else {
      small(bytes, offset, length);
    }
  }

  private void small(byte[] bytes, int offset, int length) throws IOException {
    // The server would write a chunk of none, which is the last one.
    if (length > 0) {
      begun = true;
      connection.told(() -> out.write(bytes, offset, length));
    }
  }

  private void past(ByteBuffer piece) {
    try {
      if (chunked) {
        String size = Integer.toHexString(piece.remaining()) + "\r\n";
        connection.write(
            ByteBuffer.wrap(size.getBytes(StandardCharsets.US_ASCII)),
            piece,
            ByteBuffer.wrap(LINE_END));
      } else {
        connection.write(piece);
      }
    } catch (IOException e) {
      throw new ServerConnectionException("writing to the caller failed", e);
    }
  }

  @Override
  public void flush() throws IOException {
    connection.told(out::flush);
  }

  /// Ends it with the trailer that was announced.
  void fail(String message) throws IOException {
    failed = true;
    response.trailers().set(HeaderNames.create(Response.STREAM_ERROR), TrailerText.of(message));
    close();
  }

  @Override
  public void close() throws IOException {
    if (!failed) {
      response.headers().remove(HeaderNames.TRAILER);
    }
    connection.told(out::close);
  }
}
