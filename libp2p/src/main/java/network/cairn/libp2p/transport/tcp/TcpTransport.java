package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TCP to `/ip4|ip6/.../tcp/...`, and WebSockets over it: to the same with `/ws`, and within TLS as
/// the web has it with `/tls/ws`, `/wss` or `/tls/sni/HOST/ws`. Thread-safe.
///
/// A port may be listened on for all of them: what a connection says first tells which it is. A
/// listener at `/ip6/::` takes IPv4 connections too and needs the port of both, since the JDK
/// cannot ask for IPv6 alone.
public final class TcpTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

  /// Connections that the kernel completes before they are accepted.
  private static final int BACKLOG = 512;

  private final boolean websockets;
  private final Openings openings;

  /// Open ones, and closed ones until the next listens.
  private final List<Port> ports = new ArrayList<>();

  /// With WebSockets, but no certificate to listen with.
  public TcpTransport() {
    this(true, new SecureRandom());
  }

  /// Without a certificate to listen with.
  ///
  /// @param websockets whether addresses with `/ws` are known
  /// @param random where keys and masks of WebSockets come from
  public TcpTransport(boolean websockets, RandomGenerator random) {
    this(websockets, random, WebTls.standard());
  }

  /// @param websockets whether addresses with `/ws` are known
  /// @param random where keys and masks of WebSockets come from
  /// @param tls of secure WebSockets
  public TcpTransport(boolean websockets, RandomGenerator random, WebTls tls) {
    this.websockets = websockets;
    this.openings = new Openings(tls, random);
  }

  private Optional<TcpAddress> known(Multiaddr address) {
    return TcpAddress.of(address).filter(a -> websockets || a.kind() == Kind.PLAIN);
  }

  @Override
  public boolean canDial(Multiaddr address) {
    return known(address).filter(a -> a.socket().getPort() > 0).isPresent();
  }

  @Override
  public boolean canListen(Multiaddr address) {
    return known(address).isPresent();
  }

  @Override
  public RawConn dial(Multiaddr address, Duration timeout) throws IOException {
    TcpAddress target = tcpAddress(address);
    try {
      return opened(connect(target, timeout), target);
    } catch (IOException e) {
      throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
    }
  }

  private RawConn opened(TcpConn conn, TcpAddress target) throws IOException {
    boolean opened = false;
    try {
      RawConn over = openings.client(conn, target);
      opened = true;
      return over;
    } finally {
      if (!opened) {
        conn.close();
      }
    }
  }

  /// From a port that is listened on where that can be, as peers learn from it where this host is.
  private TcpConn connect(TcpAddress target, Duration timeout) throws IOException {
    Optional<SocketChannel> listening = fromListenPort(target);
    if (listening.isPresent()) {
      try {
        return connect(listening.get(), target.socket(), timeout);
      } catch (BindException e) {
        // The last connection between these two ports is still there, or only just was.
        LOG.debug("{} is dialled from another port: {}", target.socket(), e.getMessage());
      }
    }
    return connect(SocketChannel.open(), target.socket(), timeout);
  }

  /// From one that takes what is dialled: a peer reports the port with that, and others would dial
  /// it so. One that takes plain connections alone is reported as what nobody announces.
  private Optional<SocketChannel> fromListenPort(TcpAddress target) throws IOException {
    Optional<Port> port;
    synchronized (this) {
      List<Port> suiting =
          ports.stream().filter(p -> p.isOpen() && p.source().suits(target.socket())).toList();
      port =
          Stream.of(target.kind(), Kind.PLAIN)
              .flatMap(kind -> suiting.stream().filter(p -> p.takes(kind)))
              .findFirst();
    }
    return port.isPresent() ? port.get().source().open() : Optional.empty();
  }

  private static TcpConn connect(SocketChannel channel, InetSocketAddress target, Duration timeout)
      throws IOException {
    boolean connected = false;
    try {
      channel.socket().connect(target, Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
      TcpConn conn = new TcpConn(channel);
      connected = true;
      return conn;
    } finally {
      if (!connected) {
        channel.close();
      }
    }
  }

  @Override
  public synchronized Listener listen(Multiaddr address) throws IOException {
    TcpAddress wanted = tcpAddress(address);
    if (wanted.kind() == Kind.SECURE_WEBSOCKET && !openings.tls().hasCertificate()) {
      throw new IOException("cannot listen at " + address + ": no certificate is given for it");
    }
    ports.removeIf(port -> !port.isOpen());
    Optional<Port> shared =
        ports.stream()
            .filter(port -> port.bound().equals(wanted.socket()) && port.take(wanted.kind()))
            .findFirst();
    Port port = shared.isPresent() ? shared.get() : bind(address, wanted);
    return new TcpListener(port, wanted.kind().at(TcpAddress.multiaddr(port.bound())));
  }

  private Port bind(Multiaddr address, TcpAddress wanted) throws IOException {
    boolean four = wanted.socket().getAddress() instanceof Inet4Address;
    ServerSocketChannel channel =
        ServerSocketChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(wanted.socket(), BACKLOG);
      Port port = new Port(channel, openings);
      port.take(wanted.kind());
      ports.add(port);
      return port;
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
    }
  }

  private TcpAddress tcpAddress(Multiaddr address) throws IOException {
    return known(address)
        .orElseThrow(() ->
            new IOException(address + " is no TCP address; expected /ip4 or /ip6, then /tcp"));
  }
}
