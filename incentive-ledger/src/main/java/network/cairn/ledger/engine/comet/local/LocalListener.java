package network.cairn.ledger.engine.comet.local;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens at an address of this machine, and serves each connection on a task of its own; of more
/// at once than it may hold, the last to come is closed unread. Thread-safe.
public final class LocalListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalListener.class);

  /// Serves one connection until it ends.
  @FunctionalInterface
  public interface Service {
    /// @param connection in blocking mode, closed by the listener afterwards
    /// @throws IOException if the connection ended otherwise than by its rules, which ends it alone
    void serve(SocketChannel connection) throws IOException;
  }

  private final String name;
  private final int most;
  private final Service service;
  private final Scheduler scheduler;
  private final ServerSocketChannel listening;
  private final SocketAddress address;
  private final CriticalLoop loop;
  private final Scheduler.Monitor lock;
  private final Set<SocketChannel> open = new HashSet<>();
  private boolean closed;

  private LocalListener(
      ServerSocketChannel listening, String name, int most, Service service, Scheduler scheduler)
      throws IOException {
    this.listening = listening;
    this.address = listening.getLocalAddress();
    this.name = name;
    this.most = most;
    this.service = service;
    this.scheduler = scheduler;
    this.lock = scheduler.monitor();
    this.loop = new CriticalLoop(scheduler, name + "-socket", this::accept);
  }

  /// Listens.
  ///
  /// @param name of its tasks, in the log
  /// @param most connections at once
  /// @throws IOException if the address cannot be listened on
  public static LocalListener listen(
      ProtocolFamily family,
      SocketAddress address,
      String name,
      int most,
      Service service,
      Scheduler scheduler)
      throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(family);
    try {
      listening.bind(address);
      LocalListener listener = new LocalListener(listening, name, most, service, scheduler);
      listener.loop.start();
      return listener;
    } catch (IOException | RuntimeException e) {
      listening.close();
      throw e;
    }
  }

  /// Where it listens, with the port that the system chose.
  public SocketAddress address() {
    return address;
  }

  private void accept() throws IOException {
    while (listening.isOpen()) {
      SocketChannel connection;
      try {
        connection = listening.accept();
      } catch (IOException e) {
        if (!listening.isOpen()) {
          return;
        }
        throw e;
      }
      if (take(connection)) {
        scheduler.start(name + "-connection", () -> serve(connection));
      } else {
        connection.close();
      }
    }
  }

  private boolean take(SocketChannel connection) {
    lock.lock();
    try {
      return !closed && open.size() < most && open.add(connection);
    } finally {
      lock.unlock();
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      service.serve(connection);
    } catch (IOException e) {
      LOG.debug("a connection of {} ended: {}", name, e.toString());
    } finally {
      leave(connection);
    }
  }

  private void leave(SocketChannel connection) {
    lock.lock();
    try {
      open.remove(connection);
      lock.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until nobody is served any more, after [#close].
  ///
  /// @return false if that took longer than this, or the wait was interrupted
  public boolean awaitEnd(Duration time) {
    long until = scheduler.deadline(time);
    lock.lock();
    try {
      while (!open.isEmpty()) {
        if (scheduler.nanoTime() - until >= 0) {
          return false;
        }
        lock.await(until);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Ends all connections; what is being answered on one ends by itself ([#awaitEnd]).
  @Override
  public void close() {
    loop.stop();
    Set<SocketChannel> left;
    lock.lock();
    try {
      closed = true;
      left = Set.copyOf(open);
    } finally {
      lock.unlock();
    }
    try {
      listening.close();
      for (SocketChannel connection : left) {
        connection.close();
      }
    } catch (IOException e) {
      LOG.warn("the socket of {} was not closed: {}", name, e.toString());
    }
  }
}
