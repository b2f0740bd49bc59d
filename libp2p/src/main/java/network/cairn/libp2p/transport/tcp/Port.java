package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A port that is listened on, for connections of one kind or of several. Thread-safe.
final class Port {
  private static final Logger LOG = LoggerFactory.getLogger(Port.class);

  private final ServerSocketChannel channel;
  private final InetSocketAddress bound;
  private final SourcePort source;
  private final Openings openings;
  private final Set<Kind> kinds = ConcurrentHashMap.newKeySet();

  Port(ServerSocketChannel channel, Openings openings) throws IOException {
    this.channel = channel;
    this.bound = (InetSocketAddress) channel.getLocalAddress();
    this.source = SourcePort.of(channel);
    this.openings = openings;
  }

  /// The address with its concrete port.
  InetSocketAddress bound() {
    return bound;
  }

  /// From which connections can be dialled.
  SourcePort source() {
    return source;
  }

  /// Takes one more kind of connection.
  ///
  /// @return false if it takes that kind already
  boolean take(Kind kind) {
    return kinds.add(kind);
  }

  /// Whether it takes that kind of connection.
  boolean takes(Kind kind) {
    return kinds.contains(kind);
  }

  /// Waits for the next connection of any kind.
  RawConn accept() throws IOException {
    while (true) {
      SocketChannel accepted = channel.accept();
      try {
        return opened(new TcpConn(accepted));
      } catch (IOException e) {
        LOG.debug("a connection at {} was gone before it was accepted: {}", bound, e.getMessage());
        accepted.close();
      }
    }
  }

  private RawConn opened(TcpConn conn) {
    return kinds.equals(Set.of(Kind.PLAIN))
        ? conn
        : new SharedConn(conn, Set.copyOf(kinds), openings);
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing the listener at {} failed: {}", bound, e.getMessage());
    }
  }
}
