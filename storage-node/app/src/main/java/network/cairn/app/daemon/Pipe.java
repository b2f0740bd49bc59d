package network.cairn.app.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes from one thread to another through a bounded buffer. One writer and one reader.
final class Pipe {
  private static final int SIZE = 1 << 18;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] buffer = new byte[SIZE];
  private int from;
  private int count;
  private boolean ended;
  private boolean abandoned;
  private Optional<String> failure = Optional.empty();

  OutputStream output() {
    return new Output();
  }

  InputStream input() {
    return new Input();
  }

  /// The reader finds the end behind what was written.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The reader finds this fault behind what was written, and no end.
  void fail(String fault) {
    lock.lock();
    try {
      failure = Optional.of(fault);
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The reader wants no more.
  static final class ReaderGone extends IOException {
    private static final long serialVersionUID = 1L;

    ReaderGone() {
      super("the reader has gone");
    }
  }

  @SuppressWarnings("WaitNotInLoop") // every caller waits in a loop of its own
  private void await() throws IOException {
    try {
      changed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      lock.lock();
      try {
        int done = 0;
        while (done < length) {
          while (count == SIZE && !abandoned) {
            await();
          }
          if (abandoned) {
            throw new ReaderGone();
          }
          int at = (from + count) % SIZE;
          int some = Math.min(length - done, Math.min(SIZE - count, SIZE - at));
          System.arraycopy(bytes, offset + done, buffer, at, some);
          count += some;
          done += some;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      end();
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      lock.lock();
      try {
        while (count == 0 && !ended) {
          await();
        }
        if (count == 0) {
          if (failure.isPresent()) {
            throw new IOException(failure.get());
          }
          return -1;
        }
        int some = Math.min(length, Math.min(count, SIZE - from));
        System.arraycopy(buffer, from, bytes, offset, some);
        from = (from + some) % SIZE;
        count -= some;
        changed.signalAll();
        return some;
      } finally {
        lock.unlock();
      }
    }

    /// The writer's next write fails.
    @Override
    public void close() {
      lock.lock();
      try {
        abandoned = true;
        count = 0;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
