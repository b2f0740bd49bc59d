package network.cairn.base.time;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Bytes that stop at a deadline: a write behind it throws [DeadlineExceeded]. Used by one thread
/// at a time.
public final class DeadlineOutput extends FilterOutputStream {
  private final Deadline deadline;

  public DeadlineOutput(OutputStream out, Deadline deadline) {
    super(out);
    this.deadline = deadline;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    deadline.check();
    out.write(bytes, offset, length);
  }
}
