package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.RecordConn;

/// One end of an in-memory connection with a bounded buffer each way and no cipher.
final class PipeConn implements RecordConn {
  private final Pipe in;
  private final Pipe out;

  private PipeConn(Pipe in, Pipe out) {
    this.in = in;
    this.out = out;
  }

  static PipeConn[] pair(Scheduler scheduler, int capacity) {
    Pipe there = new Pipe(scheduler, capacity);
    Pipe back = new Pipe(scheduler, capacity);
    return new PipeConn[] {new PipeConn(back, there), new PipeConn(there, back)};
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return in.read(buffer, offset, length);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
  }

  @Override
  public void writeRecord(byte[] buffer, int offset, int length) throws IOException {
    out.write(buffer, offset, length);
  }

  @Override
  public void close() {
    in.close();
    out.close();
  }

  @Override
  public int maxPlaintext() {
    return 65_519;
  }

  @Override
  public int headroom() {
    return 2;
  }

  @Override
  public int tailroom() {
    return 16;
  }

  private static final class Pipe {
    private final Scheduler.Monitor monitor;
    private final byte[] ring;
    private int head;
    private int size;
    private boolean closed;

    Pipe(Scheduler scheduler, int capacity) {
      this.monitor = scheduler.monitor();
      this.ring = new byte[capacity];
    }

    int read(byte[] b, int offset, int length) throws IOException {
      monitor.lock();
      try {
        while (size == 0) {
          if (closed) {
            return -1;
          }
          await();
        }
        int n = Math.min(length, Math.min(size, ring.length - head));
        System.arraycopy(ring, head, b, offset, n);
        head = (head + n) % ring.length;
        size -= n;
        monitor.signalAll();
        return n;
      } finally {
        monitor.unlock();
      }
    }

    void write(byte[] b, int offset, int length) throws IOException {
      int at = offset;
      monitor.lock();
      try {
        while (at < offset + length) {
          while (size == ring.length && !closed) {
            await();
          }
          if (closed) {
            throw new IOException("closed");
          }
          int tail = (head + size) % ring.length;
          int n = Math.min(offset + length - at, Math.min(ring.length - size, ring.length - tail));
          System.arraycopy(b, at, ring, tail, n);
          size += n;
          at += n;
          monitor.signalAll();
        }
      } finally {
        monitor.unlock();
      }
    }

    void close() {
      monitor.lock();
      closed = true;
      monitor.signalAll();
      monitor.unlock();
    }

    private void await() throws IOException {
      try {
        monitor.await(Scheduler.NEVER);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
