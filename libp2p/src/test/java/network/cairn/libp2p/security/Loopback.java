package network.cairn.libp2p.security;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.tcp.TcpTransport;

/// Two ends of a TCP connection over loopback, and threads to work both at once.
public final class Loopback implements AutoCloseable {
  public final RawConn dialed;
  public final RawConn accepted;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public Loopback() throws Exception {
    TcpTransport tcp = new TcpTransport();
    try (Listener listener = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))) {
      Future<RawConn> inbound = threads.submit(() -> (RawConn) listener.accept());
      dialed = tcp.dial(listener.address(), Duration.ofSeconds(50));
      accepted = inbound.get();
    }
  }

  public <T> Future<T> start(Callable<T> work) {
    return threads.submit(work);
  }

  /// What the work returned; what it threw if that is an `IOException`.
  public static <T> T result(Future<T> work) throws Exception {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    dialed.close();
    accepted.close();
    threads.close();
  }
}
