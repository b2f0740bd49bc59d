package network.cairn.content.unixfs.chunker;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// A file's bytes: where pieces are cut by content, it ends with each of them until [#next].
///
/// Where they are not, whoever reads knows how many bytes a piece has. The source is not closed.
/// Used by one thread.
public final class PieceInput extends InputStream {
  private static final int BUFFER = 16 << 10;

  private final InputStream in;
  private final Optional<Cutter> cutter;
  private final byte[] buffer;
  private int at;

  /// Where what may be read ends, and where what is in the buffer does.
  private int end;

  private int filled;

  /// Whether the piece ends where what may be read does, and whether all of it was read.
  private boolean ends;

  private boolean cut;

  PieceInput(InputStream in, Optional<Cutter> cutter) {
    this.in = in;
    this.cutter = cutter;
    this.buffer = new byte[cutter.isPresent() ? BUFFER : 1];
  }

  /// Goes on to the next piece.
  public void next() {
    cut = false;
  }

  /// Whether no byte is left, of this piece or another; waits for the next one, which is then read
  /// as if nobody had asked.
  public boolean atEnd() throws IOException {
    return at == filled && !fill();
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    at = 0;
    filled = Math.max(0, count);
    end = 0;
    return count > 0;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (cut || length == 0) {
      return length == 0 ? 0 : -1;
    }
    if (at == filled) {
      if (cutter.isEmpty()) {
        return in.read(bytes, offset, length);
      }
      if (!fill()) {
        return -1;
      }
    }
    if (at >= end) {
      int found = cutter.map(c -> c.end(buffer, at, filled)).orElse(-1);
      end = found < 0 ? filled : found;
      ends = found >= 0;
    }
    int count = Math.min(length, end - at);
    System.arraycopy(buffer, at, bytes, offset, count);
    at += count;
    cut = ends && at == end;
    return count;
  }
}
