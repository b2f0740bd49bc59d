package network.cairn.content.unixfs.export;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import network.cairn.content.unixfs.Stat;

/// A file's bytes that end where its root says, or with a fault. Used by one thread.
final class WholeFile extends InputStream {
  private final String name;
  private final InputStream in;
  private long left;

  WholeFile(String name, InputStream in, Stat stat) {
    this.name = name;
    this.in = in;
    this.left = stat.size();
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    passed(b < 0 ? -1 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = in.read(bytes, offset, length);
    passed(count);
    return count;
  }

  /// Hands the blocks' own arrays on.
  @Override
  public long transferTo(OutputStream out) throws IOException {
    long sum = in.transferTo(out);
    left -= sum;
    passed(-1);
    return sum;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void passed(int count) throws IOException {
    if (count >= 0) {
      left -= count;
    } else if (left > 0) {
      throw new EOFException("'" + name + "' ends " + left + " bytes early");
    }
  }
}
