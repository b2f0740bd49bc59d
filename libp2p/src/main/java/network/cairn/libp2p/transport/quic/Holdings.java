package network.cairn.libp2p.transport.quic;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicConnectionPathStats;
import io.netty.handler.codec.quic.QuicConnectionStats;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.mux.MuxedConnOwner;
import org.jspecify.annotations.Nullable;

/// What a connection holds beyond the charges of its streams, looked at about once a second; its
/// counters; and the sign of life that an idle one sends. Used by the event loop, but for the
/// counters.
///
/// The codec widens its windows by itself, up to 24 MiB, and says neither how far they are nor how
/// much of them is full. So what was received and not read is taken from its counters: the bytes of
/// the datagrams, less 64 for each, less what streams were given. What waits for the peer's
/// acknowledgement is at most the congestion window. Both are charged, and a connection that is
/// refused the charge ends.
final class Holdings {
  private static final int OF_DATAGRAM = 64;
  private static final long STEP = 256 * 1024;

  private static final int FORGIVEN_SHARE = 32;

  /// To which the codec widens a connection's window at most.
  private static final long WIDEST = 24L << 20;

  private static final int PRIORITY = 203;
  private static final byte[] SIGN_OF_LIFE = {0};

  private final QuicChannel channel;
  private final Scheduler scheduler;
  private final QuicLimits limits;
  private final AtomicLong consumed = new AtomicLong();

  private volatile @Nullable MuxedConnOwner owner;
  private volatile long roundTripNanos;
  private volatile long bytesIn;
  private volatile long bytesOut;

  /// Since when the peer has owed an answer; 0 while it owes none.
  private volatile long owedSince;

  private long forgiven;
  private long charged;
  private long quietSince;

  Holdings(QuicChannel channel, Scheduler scheduler, QuicLimits limits) {
    this.channel = channel;
    this.scheduler = scheduler;
    this.limits = limits;
    this.quietSince = scheduler.nanoTime();
  }

  /// Charges this owner from now on.
  void charge(MuxedConnOwner of) {
    owner = of;
  }

  /// Notes bytes that a stream was given.
  void consumed(int bytes) {
    consumed.addAndGet(bytes);
  }

  long roundTripNanos() {
    return roundTripNanos;
  }

  long bytesIn() {
    return bytesIn;
  }

  long bytesOut() {
    return bytesOut;
  }

  /// Looks at what is held, charges it, and sends a sign of life where nothing came for long.
  ///
  /// @param streams open ones, which are charged by themselves
  /// @param sending whether bytes wait for the peer
  /// @param paused whether one of the streams takes no more of what came
  /// @return false if the charge was refused
  boolean look(int streams, boolean sending, boolean paused) {
    QuicConnectionStats stats = channel.collectStats().getNow();
    QuicConnectionPathStats path = channel.collectPathStats(0).getNow();
    if (stats == null || path == null) {
      return true;
    }
    count(stats);
    if (scheduler.nanoTime() - quietSince >= limits.keepAlive().toNanos()) {
      quietSince = scheduler.nanoTime();
      probe();
    }
    roundTripNanos = path.rtt();
    return take(unread(stats, streams, paused) + (sending ? path.cwnd() : 0));
  }

  /// Sends what the peer has to acknowledge. What has come until now is no answer to it.
  void probe() {
    QuicConnectionStats stats = channel.collectStats().getNow();
    if (stats != null) {
      count(stats);
    }
    channel
        .writeAndFlush(Unpooled.copiedBuffer(SIGN_OF_LIFE))
        .addListener(sent -> {
          if (sent.isSuccess() && owedSince == 0) {
            owedSince = scheduler.nanoTime();
          }
        });
  }

  /// For how long nothing has come after what had to be acknowledged, as of the last look; 0 where
  /// something has. From any thread.
  long owedNanos() {
    long since = owedSince;
    return since == 0 ? 0 : Math.max(1, scheduler.nanoTime() - since);
  }

  private void count(QuicConnectionStats stats) {
    if (stats.recvBytes() != bytesIn) {
      quietSince = scheduler.nanoTime();
      owedSince = 0;
    }
    bytesIn = stats.recvBytes();
    bytesOut = stats.sentBytes();
  }

  /// What the codec holds beyond the streams' charges; what came while no stream was open is held
  /// no more. What came twice or belonged to no stream is never read and counts as held: while
  /// every stream takes what comes, a part of it is forgiven at each look.
  private long unread(QuicConnectionStats stats, int streams, boolean paused) {
    long held = stats.recvBytes() - OF_DATAGRAM * stats.recv() - consumed.get();
    if (streams == 0) {
      forgiven = Math.max(forgiven, held);
    } else if (!paused && held > forgiven) {
      forgiven += Math.ceilDiv(held - forgiven, FORGIVEN_SHARE);
    }
    long beyond = held - forgiven - (long) QuicLimits.STREAM_BYTES * streams;
    return Math.clamp(beyond, 0, WIDEST);
  }

  private boolean take(long held) {
    MuxedConnOwner of = owner;
    if (of == null) {
      return true;
    }
    long wanted = (held + STEP - 1) / STEP * STEP;
    if (wanted > charged && !of.reserve(wanted - charged, PRIORITY)) {
      return false;
    }
    if (wanted < charged) {
      of.release(charged - wanted);
    }
    charged = wanted;
    return true;
  }

  /// The connection has ended: gives the charge back.
  void end() {
    QuicConnectionStats stats = channel.collectStats().getNow();
    if (stats != null) {
      count(stats);
    }
    take(0);
  }
}
