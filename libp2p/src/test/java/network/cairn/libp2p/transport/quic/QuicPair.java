package network.cairn.libp2p.transport.quic;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.tls.HostCertificate;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.Listener;
import org.jspecify.annotations.Nullable;

/// Two hosts' transports and one connection between them.
final class QuicPair implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(60);
  static final Multiaddr ANYWHERE = Multiaddr.parse("/ip4/127.0.0.1/udp/0/quic-v1");

  /// Serves one stream.
  interface Handler {
    void handle(MuxedStream stream) throws Exception;
  }

  /// An owner with a bound of memory that hands each stream to a handler.
  static final class Owner implements MuxedConnOwner {
    final AtomicLong reserved = new AtomicLong();
    final List<String> refused = new CopyOnWriteArrayList<>();
    final CompletableFuture<Long> closed = new CompletableFuture<>();
    volatile long bound = Long.MAX_VALUE;
    volatile boolean closedByPeer;
    private final Handler handler;
    private volatile @Nullable MuxedConn conn;

    Owner(Handler handler) {
      this.handler = handler;
    }

    @Override
    public boolean reserve(long bytes, int priority) {
      if (reserved.addAndGet(bytes) > bound) {
        reserved.addAndGet(-bytes);
        return false;
      }
      return true;
    }

    @Override
    public boolean reserveForStream(long bytes) {
      return reserve(bytes, 255);
    }

    @Override
    public void release(long bytes) {
      reserved.addAndGet(-bytes);
    }

    @Override
    public void refused(String boundMet) {
      refused.add(boundMet);
    }

    @Override
    public void streamsWaiting() {
      MuxedConn own = conn;
      if (own != null) {
        own.poll().ifPresent(stream -> Thread.startVirtualThread(() -> serve(stream)));
      }
    }

    private void serve(MuxedStream stream) {
      try {
        handler.handle(stream);
        stream.close();
      } catch (Exception e) {
        stream.reset(0);
      }
    }

    @Override
    public void closed(long code, boolean remote) {
      closedByPeer = remote;
      closed.complete(code);
    }

    long awaitClosed() throws Exception {
      return closed.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  final Scheduler scheduler = new RealScheduler();
  final QuicTransport nearTransport;
  final QuicTransport farTransport;
  final Listener listener;
  final Owner near = new Owner(stream -> {});
  final Owner far;
  final QuicConn dialled;
  final QuicConn accepted;
  private final Thread upkeep;

  QuicPair(Handler handler) throws Exception {
    this(QuicLimits.standard(), QuicLimits.standard(), handler);
  }

  QuicPair(QuicLimits nearLimits, QuicLimits farLimits, Handler handler) throws Exception {
    this(nearLimits, farLimits, handler, address -> address);
  }

  /// @param way where to dial what listens at an address
  QuicPair(
      QuicLimits nearLimits, QuicLimits farLimits, Handler handler, UnaryOperator<Multiaddr> way)
      throws Exception {
    nearTransport = transport(1, nearLimits);
    farTransport = transport(2, farLimits);
    far = new Owner(handler);
    listener = farTransport.listen(ANYWHERE);
    dialled = (QuicConn) nearTransport.dial(way.apply(listener.address()), SOON);
    accepted = (QuicConn) listener.accept();
    own(near, dialled);
    own(far, accepted);
    upkeep = Thread.startVirtualThread(this::tick);
  }

  /// As a host does, only more often.
  private void tick() {
    try {
      while (true) {
        Thread.sleep(50);
        dialled.tick();
        accepted.tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void own(Owner owner, CapableConn conn) {
    owner.conn = conn.mux(owner);
    ((QuicConn) conn).start();
  }

  static QuicTransport transport(int seed, QuicLimits limits) {
    Scheduler clock = new RealScheduler();
    SecureRandom random = new SecureRandom();
    return new QuicTransport(
        () -> HostCertificate.make(identity(seed), random, clock), random, clock, limits);
  }

  static PrivateKey identity(int seed) {
    return PrivateKey.generate(KeyType.ED25519, new java.util.Random(seed));
  }

  MuxedStream open() throws IOException, InterruptedException {
    return dialled.open(scheduler.deadline(SOON));
  }

  static byte[] readAll(MuxedStream stream) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] b = new byte[64 * 1024];
    for (int n = stream.read(b, 0, b.length); n >= 0; n = stream.read(b, 0, b.length)) {
      all.write(b, 0, n);
    }
    return all.toByteArray();
  }

  static void echo(MuxedStream stream) throws IOException {
    byte[] b = new byte[64 * 1024];
    for (int n = stream.read(b, 0, b.length); n >= 0; n = stream.read(b, 0, b.length)) {
      stream.write(b, 0, n);
    }
    stream.closeWrite();
  }

  /// Waits until something holds that nothing tells of.
  static void until(java.util.concurrent.Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + SOON.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + SOON);
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    upkeep.interrupt();
    dialled.close();
    accepted.close();
    nearTransport.close();
    farTransport.close();
  }
}
