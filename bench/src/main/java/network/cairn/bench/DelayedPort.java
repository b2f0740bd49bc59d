package network.cairn.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A port of the loopback whose connections go on to another, with bytes held back for a while
/// either way: a long line without loss, as broad as the machine is fast.
final class DelayedPort implements AutoCloseable {
  private static final int PIECE = 64 * 1024;

  /// Pieces under way in one direction: 64 MiB.
  private static final int UNDER_WAY = 1024;

  private final ServerSocketChannel listener;
  private final int target;
  private final Duration each;

  private record Piece(ByteBuffer bytes, long due) {}

  /// @param target the port that is meant
  /// @param each how long bytes are held back in either direction
  DelayedPort(int target, Duration each) {
    this.target = target;
    this.each = each;
    try {
      this.listener =
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel near = listener.accept();
        SocketChannel far =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        carry(near, far);
        carry(far, near);
      }
    } catch (IOException ignored) {
      // Closed: whoever connects from now on is refused.
    }
  }

  private void carry(SocketChannel from, SocketChannel to) {
    BlockingQueue<Piece> underWay = new ArrayBlockingQueue<>(UNDER_WAY);
    Thread.ofVirtual().start(() -> ending(from, to, () -> take(from, underWay)));
    Thread.ofVirtual().start(() -> ending(from, to, () -> give(to, underWay)));
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void ending(SocketChannel one, SocketChannel other, Work work) {
    try (one;
        other) {
      work.run();
    } catch (IOException ignored) {
      // One end has gone: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(SocketChannel from, BlockingQueue<Piece> underWay)
      throws IOException, InterruptedException {
    while (true) {
      ByteBuffer bytes = ByteBuffer.allocate(PIECE);
      if (from.read(bytes) < 0) {
        throw new EOFException();
      }
      underWay.put(new Piece(bytes.flip(), System.nanoTime() + each.toNanos()));
    }
  }

  private static void give(SocketChannel to, BlockingQueue<Piece> underWay)
      throws IOException, InterruptedException {
    while (true) {
      Piece next = underWay.take();
      TimeUnit.NANOSECONDS.sleep(next.due - System.nanoTime());
      while (next.bytes.hasRemaining()) {
        to.write(next.bytes);
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
