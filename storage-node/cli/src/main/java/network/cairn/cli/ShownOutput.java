package network.cairn.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Bytes whose number is shown by a bar. Used by one thread at a time.
final class ShownOutput extends FilterOutputStream {
  private final ProgressBar bar;
  private long count;

  /// @param before bytes that the bar counts already
  ShownOutput(OutputStream out, long before, ProgressBar bar) {
    super(out);
    this.count = before;
    this.bar = bar;
  }

  long count() {
    return count;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    count += length;
    bar.at(count);
  }
}
