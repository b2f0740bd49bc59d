package network.cairn.content.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineOutput;
import network.cairn.base.time.Scheduler;
import network.cairn.base.tree.Attributes;
import network.cairn.base.tree.TreeSink;

/// Gives entries on until a deadline. A large file that its sink copies whole is read while it is
/// written.
record TimedTree(TreeSink sink, Scheduler scheduler, ByteBudget budget, Deadline deadline)
    implements TreeSink {
  @Override
  public void escaped(String path) throws IOException {
    sink.escaped(path);
  }

  @Override
  public void attributes(String path, Attributes kept) throws IOException {
    sink.attributes(path, kept);
  }

  @Override
  public void directory(String path) throws IOException {
    deadline.check();
    sink.directory(path);
  }

  @Override
  public void symlink(String path, String target) throws IOException {
    deadline.check();
    sink.symlink(path, target);
  }

  @Override
  public void file(String path, long size, InputStream content) throws IOException {
    deadline.check();
    sink.file(path, size, new TimedFile(content, size));
  }

  private final class TimedFile extends InputStream {
    private final InputStream in;
    private final long size;

    TimedFile(InputStream in, long size) {
      this.in = in;
      this.size = size;
    }

    @Override
    public int read() throws IOException {
      deadline.check();
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      deadline.check();
      return in.read(bytes, offset, length);
    }

    /// @return the size, which the copied bytes have, or this fails
    @Override
    public long transferTo(OutputStream out) throws IOException {
      OverlappedCopy.copy(in, size, new DeadlineOutput(out, deadline), scheduler, budget);
      return size;
    }
  }
}
