package network.cairn.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One direction of dialling between two nodes: what connects to its port is carried to another
/// one, as fast as it is told, or not at all. A cut link keeps its connections, and what is sent
/// into it waits, as in a network that loses every packet for a while. Thread-safe.
final class Link implements AutoCloseable {
  private static final int CHUNK = 16 * 1024;
  private static final int CONNECT_MILLIS = 2_000;
  private static final Duration LOOK = Duration.ofMillis(20);

  /// @param delay before each piece is passed on
  /// @param bytesPerSecond 0 for as many as there are
  /// @param cut whether nothing passes
  record Quality(Duration delay, int bytesPerSecond, boolean cut) {
    static final Quality GOOD = new Quality(Duration.ZERO, 0, false);
    static final Quality CUT = new Quality(Duration.ZERO, 0, true);
  }

  private final ServerSocket door;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Quality quality = Quality.GOOD;
  private volatile boolean closed;

  /// @param target port of this machine
  Link(int target) throws IOException {
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void quality(Quality now) {
    quality = now;
  }

  private void accept() {
    while (!closed) {
      try {
        Socket from = door.accept();
        open.add(from);
        Thread.ofVirtual().start(() -> carry(from));
      } catch (IOException _) {
        // Closed, or the caller is gone again.
      }
    }
  }

  private void carry(Socket from) {
    try (from;
        Socket to = new Socket()) {
      awaitPassage();
      to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      open.add(to);
      Thread back = Thread.ofVirtual().start(() -> pump(to, from));
      pump(from, to);
      back.join();
      open.remove(to);
    } catch (IOException _) {
      // Nobody listens there: the caller sees its connection end.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[CHUNK];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        awaitPassage();
        slow(n);
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException _) {
      // One end is gone; both are closed.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitPassage() throws InterruptedException {
    while (quality.cut && !closed) {
      Thread.sleep(LOOK);
    }
  }

  private void slow(int bytes) throws InterruptedException {
    Quality now = quality;
    Duration wait = now.delay;
    if (now.bytesPerSecond > 0) {
      wait = wait.plusNanos(1_000_000_000L * bytes / now.bytesPerSecond);
    }
    if (!wait.isZero()) {
      Thread.sleep(wait);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
