package network.cairn.bench.parts;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.mux.Muxer;
import network.cairn.libp2p.mux.yamux.Yamux;
import network.cairn.libp2p.mux.yamux.YamuxLimits;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.noise.Noise;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.tcp.TcpTransport;

/// A dialler and a listener in this process with one Noise and yamux connection between them; lives
/// as long as the process.
final class LoopbackSession {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PIECE = 64 * 1024;

  private final Scheduler scheduler;
  private final MuxedConn dialer;
  private final MuxedConn listener;
  private final ExecutorService threads;
  private final byte[] piece = new byte[PIECE];
  private final Semaphore arrived = new Semaphore(0);

  private LoopbackSession(
      Scheduler scheduler, SecureConn dialed, SecureConn accepted, ExecutorService threads) {
    this.scheduler = scheduler;
    this.threads = threads;
    Muxer yamux = new Yamux(YamuxLimits.standard(), scheduler);
    this.dialer = yamux.mux(dialed, true, new Owner());
    this.listener = yamux.mux(accepted, false, new Owner());
    dialer.start();
    listener.start();
  }

  static LoopbackSession open() throws IOException {
    Scheduler scheduler = new RealScheduler();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    TcpTransport tcp = new TcpTransport();
    try (Listener listening = tcp.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))) {
      Future<SecureConn> inbound =
          threads.submit(() -> secure((RawConn) listening.accept(), false, scheduler));
      SecureConn dialed = secure(tcp.dial(listening.address(), LIMIT), true, scheduler);
      return new LoopbackSession(scheduler, dialed, result(inbound), threads);
    }
  }

  private static SecureConn secure(RawConn raw, boolean dialer, Scheduler scheduler)
      throws IOException {
    SecureRandom random = new SecureRandom();
    PrivateKey key = PrivateKey.generate(KeyType.ED25519, random);
    Noise noise = new Noise(key, List.of("/yamux/1.0.0"), random, scheduler);
    return noise.secure(raw, dialer, Optional.empty(), LIMIT);
  }

  /// Sends this many bytes over a stream of their own and returns how many the other end read.
  long send(int bytes) throws IOException, InterruptedException {
    MuxedStream out = dialer.open(scheduler.deadline(LIMIT));
    Future<Long> read = threads.submit(this::drain);
    for (int left = bytes; left > 0; left -= PIECE) {
      out.write(piece, 0, Math.min(left, PIECE));
    }
    out.closeWrite();
    long total = result(read);
    out.close();
    if (total != bytes) {
      throw new IllegalStateException("sent " + bytes + " bytes and read " + total);
    }
    return total;
  }

  private long drain() throws IOException, InterruptedException {
    arrived.acquire();
    MuxedStream in = listener.poll().orElseThrow();
    byte[] buffer = new byte[PIECE];
    long total = 0;
    for (int n = in.read(buffer, 0, PIECE); n >= 0; n = in.read(buffer, 0, PIECE)) {
      total += n;
    }
    in.close();
    return total;
  }

  private static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private final class Owner implements MuxedConnOwner {
    @Override
    public boolean reserve(long bytes, int priority) {
      return true;
    }

    @Override
    public boolean reserveForStream(long bytes) {
      return reserve(bytes, 255);
    }

    @Override
    public void release(long bytes) {}

    @Override
    public void refused(String bound) {}

    @Override
    public void streamsWaiting() {
      arrived.release();
    }

    @Override
    public void closed(long code, boolean remote) {}
  }
}
