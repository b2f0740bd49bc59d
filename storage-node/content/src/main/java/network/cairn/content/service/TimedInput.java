package network.cairn.content.service;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import network.cairn.base.time.Deadline;

/// A stream that nobody reads past a deadline: every read asks, so that one large file ends in time
/// as many small ones do.
final class TimedInput extends FilterInputStream {
  private final Deadline deadline;

  TimedInput(InputStream in, Deadline deadline) {
    super(in);
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    deadline.check();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    deadline.check();
    return super.read(bytes, offset, length);
  }
}
