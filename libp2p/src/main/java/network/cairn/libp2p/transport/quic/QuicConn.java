package network.cairn.libp2p.transport.quic;

import io.netty.buffer.Unpooled;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import network.cairn.libp2p.transport.CapableConn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One QUIC connection, secured and muxed by itself. Thread-safe.
///
/// The event loop stores what comes; what asks or tells the owner runs on tasks of its own.
final class QuicConn implements CapableConn, MuxedConn {
  /// go-libp2p's `core/network/conn.go`.
  private static final int RESOURCE_LIMIT = 0x1001;

  private static final int READ_AT_ONCE = 32 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(QuicConn.class);

  private final QuicChannel channel;
  private final QuicEngine engine;
  private final Scheduler scheduler;
  private final Multiaddr local;
  private final Multiaddr remote;
  private final Holdings holdings;
  private final Set<QuicStream> streams = ConcurrentHashMap.newKeySet();

  private final Scheduler.Monitor monitor;
  private final ArrayDeque<QuicStream> arrivals = new ArrayDeque<>();
  private final ArrayDeque<QuicStream> ready = new ArrayDeque<>();
  private boolean admitting;
  private boolean started;
  private @Nullable MuxedConnOwner owner;
  private @Nullable StreamReset end;
  private int broken;

  private volatile @Nullable PeerId peer;

  // Of the event loop.
  private final ArrayDeque<CompletableFuture<QuicStream>> opening = new ArrayDeque<>();
  private @Nullable QuicConnectionCloseEvent closing;

  QuicConn(
      QuicChannel channel, QuicEngine engine, InetSocketAddress local, InetSocketAddress remote) {
    this.channel = channel;
    this.engine = engine;
    this.scheduler = engine.scheduler();
    this.monitor = scheduler.monitor();
    this.local = QuicAddress.multiaddr(local);
    this.remote = QuicAddress.multiaddr(remote);
    this.holdings = new Holdings(channel, scheduler, engine.limits());
  }

  QuicLimits limits() {
    return engine.limits();
  }

  @Override
  public PeerId remotePeer() {
    PeerId proved = peer;
    if (proved == null) {
      throw new IllegalStateException("the peer is not proved yet");
    }
    return proved;
  }

  @Override
  public Multiaddr localAddress() {
    return local;
  }

  @Override
  public Multiaddr remoteAddress() {
    return remote;
  }

  @Override
  public MuxedConn mux(MuxedConnOwner of) {
    locked(() -> owner = of);
    holdings.charge(of);
    return this;
  }

  @Override
  public void start() {
    locked(() -> {
      started = true;
      if (end != null) {
        tellEnd(end);
      }
      admitArrivals();
    });
  }

  /// The peer hears of the stream with its first bytes.
  @Override
  public MuxedStream open(long deadline) throws IOException, InterruptedException {
    MuxedConnOwner of = owner();
    if (!of.reserveForStream(QuicLimits.STREAM_BYTES)) {
      throw new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, false);
    }
    CompletableFuture<QuicStream> opened = new CompletableFuture<>();
    boolean done = false;
    try {
      inLoop(() -> {
        opening.addLast(opened);
        mayOpen();
      });
      QuicStream stream = await(opened, deadline);
      stream.charge();
      done = true;
      return stream;
    } finally {
      if (!done) {
        of.release(QuicLimits.STREAM_BYTES);
        if (!opened.cancel(false) && !opened.isCompletedExceptionally()) {
          opened.join().reset(StreamReset.NONE);
        }
      }
    }
  }

  private QuicStream await(CompletableFuture<QuicStream> opened, long deadline)
      throws IOException, InterruptedException {
    try {
      return deadline == Scheduler.NEVER
          ? opened.get()
          : opened.get(deadline - scheduler.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new StreamTimeout("the peer lets no further stream be opened");
    } catch (ExecutionException | CancellationException e) {
      if (!isClosed()) {
        throw new IOException("the codec opens no stream: " + e.getMessage(), e);
      }
      StreamReset cause = endOfStreams();
      throw new StreamReset(cause.code(), cause.remote());
    }
  }

  @Override
  public Optional<MuxedStream> poll() {
    monitor.lock();
    try {
      return Optional.ofNullable(ready.pollFirst());
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public boolean hasWaiting() {
    monitor.lock();
    try {
      return !ready.isEmpty();
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void close() {
    close(0);
  }

  @Override
  public void close(long code) {
    end(new StreamReset(code, false));
    inLoop(() ->
        channel
            .close(true, (int) code, Unpooled.EMPTY_BUFFER)
            .addListener(_ -> LOG.debug("{}: closed with code {}", this, code)));
  }

  @Override
  public void tick() {
    if (isClosed()) {
      return;
    }
    long now = scheduler.nanoTime();
    streams.forEach(stream -> stream.endLingering(now));
    boolean sending = streams.stream().anyMatch(QuicStream::isSending);
    boolean paused = streams.stream().anyMatch(QuicStream::isPaused);
    int open = streams.size();
    inLoop(() -> {
      streams.forEach(QuicStream::lookForEnd);
      if (!holdings.look(open, sending, paused)) {
        refuse("memory");
      }
    });
  }

  private void refuse(String bound) {
    MuxedConnOwner of = owner();
    of.refused(bound);
    close(RESOURCE_LIMIT);
  }

  @Override
  public long roundTripNanos() {
    return holdings.roundTripNanos();
  }

  @Override
  public void probe() {
    inLoop(holdings::probe);
  }

  @Override
  public long owedNanos() {
    return holdings.owedNanos();
  }

  @Override
  public boolean isClosed() {
    monitor.lock();
    try {
      return end != null;
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public long bytesIn() {
    return holdings.bytesIn();
  }

  @Override
  public long bytesOut() {
    return holdings.bytesOut();
  }

  private MuxedConnOwner owner() {
    monitor.lock();
    try {
      if (owner == null) {
        throw new IllegalStateException("the connection has no owner yet");
      }
      return owner;
    } finally {
      monitor.unlock();
    }
  }

  private void locked(Runnable action) {
    monitor.lock();
    try {
      action.run();
    } finally {
      monitor.unlock();
    }
  }

  /// Has the event loop do something; nothing where it has ended.
  void inLoop(Runnable action) {
    try {
      channel.eventLoop().execute(action);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: the host is closed", this);
    }
  }

  private void end(StreamReset cause) {
    monitor.lock();
    try {
      if (end != null) {
        return;
      }
      end = cause;
      arrivals.clear();
      ready.clear();
      if (started) {
        tellEnd(cause);
      }
    } finally {
      monitor.unlock();
    }
    streams.forEach(stream -> stream.remoteReset(cause.code()));
  }

  private void tellEnd(StreamReset cause) {
    MuxedConnOwner of = owner();
    scheduler.start("quic-closed", () -> of.closed(cause.code(), cause.remote()));
  }

  // What streams call.

  void left(QuicStream stream, boolean brokenOff) {
    streams.remove(stream);
    boolean tooMany;
    monitor.lock();
    try {
      arrivals.remove(stream);
      ready.remove(stream);
      broken += brokenOff ? 1 : 0;
      tooMany = end == null && owner != null && broken > limits().brokenStreams();
    } finally {
      monitor.unlock();
    }
    if (tooMany) {
      // Without the lock of the stream that leaves.
      inLoop(() -> refuse("streams"));
    }
  }

  void uncharge() {
    MuxedConnOwner of;
    monitor.lock();
    try {
      of = owner;
    } finally {
      monitor.unlock();
    }
    if (of != null) {
      of.release(QuicLimits.STREAM_BYTES);
    }
  }

  /// How streams end that the connection takes with it.
  StreamReset endOfStreams() {
    monitor.lock();
    try {
      return end == null
          ? new StreamReset(StreamReset.NONE, true)
          : new StreamReset(end.code(), true);
    } finally {
      monitor.unlock();
    }
  }

  void consumed(int bytes) {
    holdings.consumed(bytes);
  }

  // What the event loop calls.

  /// Takes the peer that the handshake proved.
  ///
  /// @throws HandshakeFailed if it proved none, or agreed on another protocol than libp2p's
  void prove() throws HandshakeFailed {
    SSLEngine tls = channel.sslEngine();
    if (tls == null) {
      throw new HandshakeFailed(Reason.NOT_AUTHENTIC, "the connection ended");
    }
    if (!QuicEngine.ALPN.equals(tls.getApplicationProtocol())) {
      throw new HandshakeFailed(
          Reason.MALFORMED, "quic: the peer does not offer the protocol " + QuicEngine.ALPN);
    }
    peer = engine.certificate().peer(tls);
  }

  /// Why the handshake failed: what the judgement of the certificate said, or else what the codec
  /// did.
  Throwable refusal(Throwable otherwise) {
    SSLEngine tls = channel.sslEngine();
    Optional<HandshakeFailed> judged =
        tls == null ? Optional.empty() : engine.certificate().refusal(tls);
    return judged.isPresent() ? judged.get() : otherwise;
  }

  void arrived(QuicStreamChannel made) {
    QuicStream stream = add(made);
    monitor.lock();
    try {
      if (end == null) {
        arrivals.addLast(stream);
        admitArrivals();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Takes in a stream.
  QuicStream add(QuicStreamChannel made) {
    // The codec gives these to streams of the peer alone.
    made.config().setAutoRead(false);
    made.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_AT_ONCE));
    QuicStream stream = new QuicStream(this, made, scheduler);
    streams.add(stream);
    made.pipeline().addLast(new StreamEvents(stream));
    return stream;
  }

  /// Asks for memory on a task of its own, as room may have to be made for it.
  private void admitArrivals() {
    if (started && !admitting && !arrivals.isEmpty()) {
      admitting = true;
      scheduler.start("quic-streams", this::admit);
    }
  }

  private void admit() {
    MuxedConnOwner of = owner();
    for (QuicStream next = nextArrival(); next != null; next = nextArrival()) {
      if (of.reserveForStream(QuicLimits.STREAM_BYTES)) {
        QuicStream admitted = next;
        admitted.charge();
        locked(() -> ready.addLast(admitted));
        of.streamsWaiting();
      } else {
        next.reset(StreamReset.RESOURCE_LIMIT_EXCEEDED);
      }
    }
  }

  private @Nullable QuicStream nextArrival() {
    monitor.lock();
    try {
      QuicStream next = arrivals.pollFirst();
      admitting = next != null;
      return next;
    } finally {
      monitor.unlock();
    }
  }

  /// Opens streams that wait, as many as the peer allows.
  void mayOpen() {
    while (!opening.isEmpty() && mayGoOn()) {
      if (opening.getFirst().isDone()) {
        opening.removeFirst();
      } else if (channel.peerAllowedStreams(QuicStreamType.BIDIRECTIONAL) > 0) {
        openOne(opening.removeFirst());
      } else {
        return;
      }
    }
    if (!mayGoOn()) {
      failOpening();
    }
  }

  /// The codec calls a connection active for a while after its end.
  private boolean mayGoOn() {
    return channel.isActive() && !isClosed();
  }

  private void openOne(CompletableFuture<QuicStream> opened) {
    channel
        .createStream(QuicStreamType.BIDIRECTIONAL, new Opened(this, opened))
        .addListener(done -> {
          if (!done.isSuccess()) {
            opened.completeExceptionally(done.cause());
          }
        });
  }

  private void failOpening() {
    opening.forEach(each -> each.completeExceptionally(new IOException("the connection ended")));
    opening.clear();
  }

  /// The peer ends the connection; the codec only lets go of it a while later.
  void closing(QuicConnectionCloseEvent event) {
    closing = event;
    ended();
  }

  /// What the peer said when it ended the connection.
  String closeReason() {
    QuicConnectionCloseEvent event = closing;
    if (event == null) {
      return channel.isTimedOut() ? ": it fell silent" : "";
    }
    return ", code 0x" + Integer.toHexString(event.error());
  }

  /// The connection has ended.
  void ended() {
    QuicConnectionCloseEvent event = closing;
    long code = event != null && event.isApplicationClose() ? event.error() : 0;
    end(new StreamReset(code, true));
    failOpening();
  }

  /// The codec has let go of the connection.
  void gone() {
    LOG.debug("{}: ended{}", this, closeReason());
    ended();
    holdings.end();
  }

  @Override
  public String toString() {
    return "quic " + local + " - " + remote;
  }
}
