package network.cairn.libp2p.transport.quic;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.tls.HostCertificate;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.Transport;
import org.jspecify.annotations.Nullable;

/// QUIC v1 to `/ip4|ip6/.../udp/.../quic-v1`. Thread-safe.
///
/// Dials from a socket that listens where there is one, so that peers see the address that this
/// host can be reached at; else from one socket for IPv4 and one for IPv6. Nothing is loaded and no
/// thread is started before the first address is listened on or dialled.
public final class QuicTransport implements Transport {
  private final Supplier<HostCertificate> certificate;
  private final SecureRandom random;
  private final Scheduler scheduler;
  private final QuicLimits limits;

  private final List<QuicSocket> sockets = new ArrayList<>();
  private @Nullable QuicEngine engine;
  private @Nullable IOException missing;
  private boolean closed;

  /// @param identity what this host proves itself by
  public QuicTransport(PrivateKey identity, SecureRandom random, Scheduler scheduler) {
    this(
        () -> HostCertificate.make(identity, random, scheduler),
        random,
        scheduler,
        QuicLimits.standard());
  }

  /// @param certificate asked for once, when it is needed
  QuicTransport(
      Supplier<HostCertificate> certificate,
      SecureRandom random,
      Scheduler scheduler,
      QuicLimits limits) {
    this.certificate = certificate;
    this.random = random;
    this.scheduler = scheduler;
    this.limits = limits;
  }

  /// Starts to load the native codec, which takes a fifth of a second, ahead of its first use. That
  /// it cannot be loaded is told by the first use.
  public static void load(Scheduler scheduler) {
    scheduler.start("quic-load", QuicEngine::isLoaded);
  }

  @Override
  public boolean canDial(Multiaddr address) {
    return QuicAddress.of(address).filter(a -> a.getPort() > 0).isPresent();
  }

  @Override
  public boolean canListen(Multiaddr address) {
    return QuicAddress.of(address).isPresent();
  }

  @Override
  public CapableConn dial(Multiaddr address, Duration timeout)
      throws IOException, InterruptedException {
    InetSocketAddress target = socketAddress(address);
    return socketFor(target.getAddress()).dial(target, timeout);
  }

  @Override
  public synchronized Listener listen(Multiaddr address) throws IOException {
    QuicSocket socket = QuicSocket.listening(engine(), socketAddress(address));
    sockets.add(socket);
    return new QuicListener(socket, QuicAddress.multiaddr(socket.bound()));
  }

  private synchronized QuicSocket socketFor(InetAddress target) throws IOException {
    Optional<QuicSocket> open =
        sockets.stream().filter(socket -> socket.reaches(target)).findFirst();
    if (open.isPresent()) {
      return open.get();
    }
    QuicSocket socket = QuicSocket.dialling(engine(), any(target));
    sockets.add(socket);
    return socket;
  }

  /// How many sockets it has; read by tests.
  synchronized int sockets() {
    return sockets.size();
  }

  private static InetSocketAddress any(InetAddress target) throws UnknownHostException {
    int length = target instanceof Inet4Address ? 4 : 16;
    return new InetSocketAddress(InetAddress.getByAddress(new byte[length]), 0);
  }

  /// The codec is asked for once: what does not load now never will.
  private QuicEngine engine() throws IOException {
    if (closed) {
      throw new IOException("this host is closed");
    }
    if (missing != null) {
      throw missing;
    }
    if (engine == null) {
      try {
        engine = QuicEngine.start(certificate.get(), limits, random, scheduler);
      } catch (IOException e) {
        missing = e;
        throw e;
      }
    }
    return engine;
  }

  /// Ends the sockets and the thread.
  @Override
  public synchronized void close() {
    closed = true;
    sockets.forEach(QuicSocket::close);
    sockets.clear();
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }

  private static InetSocketAddress socketAddress(Multiaddr address) throws IOException {
    return QuicAddress.of(address)
        .orElseThrow(() ->
            new IOException(
                address + " is no QUIC address; expected /ip4 or /ip6, then /udp and /quic-v1"));
  }
}
