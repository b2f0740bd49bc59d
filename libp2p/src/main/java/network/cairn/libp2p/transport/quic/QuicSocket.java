package network.cairn.libp2p.transport.quic;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.security.HandshakeFailed;

/// A UDP socket: dials from it, and accepts at it if it listens. Thread-safe.
final class QuicSocket {
  private static final int LARGEST_DATAGRAM = 2048;
  private static final int LARGEST_SENT = 1350;
  private static final int DATAGRAMS_AT_ONCE = 64;
  private static final int KERNEL_BUFFER = 2 << 20;
  private static final int UNSENT_LOW = 256 * 1024;
  private static final int UNSENT_HIGH = 1024 * 1024;
  private static final int CLOSE_MILLIS = 1000;

  private final QuicEngine engine;
  private final DatagramChannel channel;
  private final InetSocketAddress bound;
  private final Demux demux = new Demux();
  private final Unproved unproved;
  private final RetryTokens tokens;

  private final Scheduler.Monitor monitor;
  private final ArrayDeque<QuicConn> proved = new ArrayDeque<>();
  private boolean listening;

  private QuicSocket(QuicEngine engine, InetSocketAddress address, boolean listening)
      throws IOException {
    this.engine = engine;
    this.listening = listening;
    this.monitor = engine.scheduler().monitor();
    this.unproved = new Unproved(engine.limits());
    this.tokens = new RetryTokens(unproved, engine.random(), engine.scheduler());
    ChannelFuture bind = bootstrap(address).bind(address).awaitUninterruptibly();
    if (!bind.isSuccess()) {
      throw new IOException(
          "cannot listen at " + QuicAddress.multiaddr(address) + ": " + bind.cause().getMessage(),
          bind.cause());
    }
    this.channel = (DatagramChannel) bind.channel();
    this.bound = channel.localAddress();
  }

  /// @throws IOException if the address is taken or not ours
  static QuicSocket listening(QuicEngine engine, InetSocketAddress address) throws IOException {
    return new QuicSocket(engine, address, true);
  }

  /// A socket that only dials.
  static QuicSocket dialling(QuicEngine engine, InetSocketAddress address) throws IOException {
    return new QuicSocket(engine, address, false);
  }

  private Bootstrap bootstrap(InetSocketAddress address) {
    SocketProtocolFamily family =
        address.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    return new Bootstrap()
        .group(engine.loop())
        .channelFactory(() -> new NioDatagramChannel(family))
        .option(ChannelOption.SO_RCVBUF, KERNEL_BUFFER)
        .option(ChannelOption.SO_SNDBUF, KERNEL_BUFFER)
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(UNSENT_LOW, UNSENT_HIGH))
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(LARGEST_DATAGRAM).maxMessagesPerRead(DATAGRAMS_AT_ONCE))
        .handler(
            new ChannelInitializer<DatagramChannel>() {
              @Override
              protected void initChannel(DatagramChannel made) {
                made.pipeline().addLast(demux);
                if (listening) {
                  made.pipeline().addLast(Demux.INBOUND, inboundCodec());
                }
                made.pipeline().addLast(outboundCodec());
              }
            });
  }

  private ChannelHandler inboundCodec() {
    return bounded(new QuicServerCodecBuilder())
        .sslContext(engine.inbound())
        .tokenHandler(tokens)
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel made) {
                begin(made);
              }
            })
        .streamHandler(new Arrivals())
        .build();
  }

  private ChannelHandler outboundCodec() {
    return bounded(new QuicClientCodecBuilder()).sslContext(engine.outbound()).build();
  }

  private <B extends QuicCodecBuilder<B>> B bounded(B codec) {
    QuicLimits limits = engine.limits();
    return codec
        .version(1)
        .localConnectionIdLength(Demux.ID_BYTES)
        .maxIdleTimeout(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
        .maxRecvUdpPayloadSize(LARGEST_DATAGRAM)
        .maxSendUdpPayloadSize(LARGEST_SENT)
        .initialMaxData(limits.connectionWindow())
        .initialMaxStreamDataBidirectionalLocal(limits.streamWindow())
        .initialMaxStreamDataBidirectionalRemote(limits.streamWindow())
        .initialMaxStreamsBidirectional(limits.streams())
        .initialMaxStreamsUnidirectional(0)
        .activeMigration(false)
        .datagram(1, 1);
  }

  /// A connection that a dialler begins.
  private void begin(QuicChannel made) {
    InetSocketAddress from = (InetSocketAddress) Objects.requireNonNull(made.remoteSocketAddress());
    InetAddress ip = from.getAddress();
    boolean validated = tokens.isValidated();
    CompletableFuture<QuicConn> proof = new CompletableFuture<>();
    QuicConn conn = attach(made, proof, from);
    unproved.begin(ip, validated);
    Future<?> late =
        made.eventLoop()
            .schedule(
                () -> proof.completeExceptionally(new IOException("the handshake took too long")),
                engine.limits().handshake().toMillis(),
                TimeUnit.MILLISECONDS);
    QuicEngine.shownElsewhere(
        proof.whenComplete((_, failure) -> {
          late.cancel(false);
          unproved.end(ip, validated);
          if (failure != null || !offer(conn)) {
            conn.close();
          }
        }));
  }

  private QuicConn attach(
      QuicChannel made, CompletableFuture<QuicConn> proof, InetSocketAddress remote) {
    InetSocketAddress local = (InetSocketAddress) made.parent().localAddress();
    QuicConn conn = new QuicConn(made, engine, local, remote);
    made.attr(Arrivals.CONN).set(conn);
    made.pipeline().addLast(new ConnEvents(conn, proof));
    return conn;
  }

  private boolean offer(QuicConn conn) {
    monitor.lock();
    try {
      boolean room = listening && proved.size() < engine.limits().waiting();
      if (room) {
        proved.addLast(conn);
        monitor.signalAll();
      }
      return room;
    } finally {
      monitor.unlock();
    }
  }

  /// Waits for a connection whose peer is proved.
  QuicConn accept() throws IOException {
    monitor.lock();
    try {
      while (proved.isEmpty()) {
        if (!listening) {
          throw new IOException("the listener at " + QuicAddress.multiaddr(bound) + " is closed");
        }
        monitor.await(Scheduler.NEVER);
      }
      return proved.removeFirst();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while accepting", e);
    } finally {
      monitor.unlock();
    }
  }

  /// Connects and waits until the peer is proved.
  QuicConn dial(InetSocketAddress target, Duration timeout)
      throws IOException, InterruptedException {
    CompletableFuture<QuicConn> proof = new CompletableFuture<>();
    channel.eventLoop().execute(() -> connect(target, timeout, proof));
    String failed = "cannot connect to " + QuicAddress.multiaddr(target) + ": ";
    try {
      return proof.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException(failed + "nobody answered within " + timeout, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HandshakeFailed refused) {
        throw refused;
      }
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(failed + cause.getMessage(), cause);
    } finally {
      proof.cancel(false);
    }
  }

  private void connect(
      InetSocketAddress target, Duration timeout, CompletableFuture<QuicConn> proof) {
    byte[] id = new byte[Demux.ID_BYTES];
    engine.random().nextBytes(id);
    demux.add(id);
    AtomicReference<QuicConn> begun = new AtomicReference<>();
    QuicChannel.newBootstrap(channel)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE))
        .remoteAddress(target)
        .localConnectionAddress(new QuicConnectionAddress(id))
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel made) {
                QuicConn conn = attach(made, proof, target);
                begun.set(conn);
                made.closeFuture().addListener(_ -> demux.remove(id));
                QuicEngine.shownElsewhere(
                    proof.whenComplete((_, failure) -> {
                      if (failure != null) {
                        conn.close();
                      }
                    }));
              }
            })
        .streamHandler(new Arrivals())
        .connect()
        .addListener(done -> {
          if (!done.isSuccess()) {
            QuicConn conn = begun.get();
            proof.completeExceptionally(conn == null ? done.cause() : conn.refusal(done.cause()));
          }
        });
  }

  /// Whether a dial to this address may go out here.
  boolean reaches(InetAddress target) {
    InetAddress own = bound.getAddress();
    return channel.isOpen()
        && own.getAddress().length == target.getAddress().length
        && (own.isAnyLocalAddress() || own.isLoopbackAddress() == target.isLoopbackAddress());
  }

  /// The address with its concrete port.
  InetSocketAddress bound() {
    return bound;
  }

  boolean isListening() {
    monitor.lock();
    try {
      return listening;
    } finally {
      monitor.unlock();
    }
  }

  /// Ends what nobody has accepted; other connections live on.
  void stopListening() {
    monitor.lock();
    try {
      listening = false;
      proved.forEach(QuicConn::close);
      proved.clear();
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    channel.eventLoop().execute(demux::refuse);
  }

  void close() {
    stopListening();
    channel.close().awaitUninterruptibly(CLOSE_MILLIS);
  }

  /// Connections that were begun and whose peer is not proved; read by tests.
  int unproved() {
    return channel.eventLoop().submit(unproved::all).syncUninterruptibly().getNow();
  }
}
