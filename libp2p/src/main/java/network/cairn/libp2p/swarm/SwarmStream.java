package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.select.LazyNegotiation;
import network.cairn.libp2p.select.NegotiationFailed;
import org.jspecify.annotations.Nullable;

/// A muxed stream with its protocol, which for outbound streams may be proposed with the first
/// bytes and confirmed by the first read.
final class SwarmStream implements Stream {
  private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

  private final SwarmConnection connection;
  private final MuxedStream muxed;
  private final String protocol;
  private final Direction direction;
  private final @Nullable LazyNegotiation lazy;
  private final @Nullable Admission admission;
  private final AtomicLong bytesIn = new AtomicLong();
  private final AtomicLong bytesOut = new AtomicLong();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile boolean confirmed;

  private SwarmStream(
      SwarmConnection connection,
      MuxedStream muxed,
      String protocol,
      Direction direction,
      @Nullable LazyNegotiation lazy,
      @Nullable Admission admission) {
    this.connection = connection;
    this.muxed = muxed;
    this.protocol = protocol;
    this.direction = direction;
    this.lazy = lazy;
    this.admission = admission;
    this.confirmed = lazy == null;
  }

  /// @param lazy the proposal that goes out with the first bytes, if the protocol is not agreed
  static SwarmStream outbound(
      SwarmConnection connection,
      MuxedStream muxed,
      String protocol,
      @Nullable LazyNegotiation lazy) {
    return new SwarmStream(connection, muxed, protocol, Direction.OUTBOUND, lazy, null);
  }

  static SwarmStream inbound(
      SwarmConnection connection, MuxedStream muxed, String protocol, Admission admission) {
    return new SwarmStream(connection, muxed, protocol, Direction.INBOUND, null, admission);
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public PeerId remotePeer() {
    return connection.peer();
  }

  @Override
  public Multiaddr remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public long connection() {
    return connection.number();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    confirm();
    int n = muxed.read(buffer, offset, length);
    if (n > 0) {
      bytesIn.addAndGet(n);
      spoken();
    }
    return n;
  }

  private void spoken() throws IOException {
    if (admission != null && !admission.spoken()) {
      refuse();
    }
  }

  private void refuse() throws StreamReset {
    connection.refused("places");
    reset(StreamReset.RESOURCE_LIMIT_EXCEEDED);
    throw new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, false);
  }

  @Override
  public boolean admit() {
    return admission == null || admission.admit();
  }

  @Override
  public void admitOrReset() throws StreamReset {
    if (!admit()) {
      refuse();
    }
  }

  @Override
  public void rest() {
    if (admission != null) {
      admission.rest();
    }
  }

  private void confirm() throws IOException {
    if (confirmed || lazy == null) {
      return;
    }
    try {
      lazy.confirm();
      confirmed = true;
    } catch (NegotiationFailed e) {
      reset(StreamReset.PROTOCOL_NEGOTIATION_FAILED);
      throw e;
    }
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    spoken();
    if (lazy == null) {
      muxed.write(buffer, offset, length);
    } else {
      lazy.write(buffer, offset, length);
    }
    bytesOut.addAndGet(length);
  }

  @Override
  public void closeWrite() throws IOException {
    if (lazy != null) {
      lazy.propose();
    }
    muxed.closeWrite();
  }

  @Override
  public void reset(long code) {
    muxed.reset(code);
    end();
  }

  @Override
  public void deadline(Duration fromNow) {
    long wanted = fromNow.isZero() ? Scheduler.NEVER : connection.scheduler().deadline(fromNow);
    muxed.deadline(admission == null ? wanted : admission.capped(wanted));
  }

  /// A listener may lose a stream that ends before its answer to the proposal was read, so that
  /// answer is read first, on a task of its own.
  @Override
  public void close() {
    if (ended.get()) {
      return;
    }
    if (confirmed) {
      muxed.close();
      end();
    } else {
      connection.scheduler().start("stream-drain", this::drain);
    }
  }

  private void drain() {
    try {
      deadline(CONFIRM_TIMEOUT);
      closeWrite();
      confirm();
      muxed.close();
    } catch (IOException e) {
      muxed.reset(StreamReset.NONE);
    } finally {
      end();
    }
  }

  private void end() {
    if (ended.compareAndSet(false, true)) {
      connection.ended(this);
    }
  }

  Direction direction() {
    return direction;
  }

  long bytesIn() {
    return bytesIn.get();
  }

  long bytesOut() {
    return bytesOut.get();
  }

  @Override
  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return SwarmStream.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return length == 0 ? 0 : SwarmStream.this.read(buffer, offset, length);
      }
    };
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        SwarmStream.this.write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        SwarmStream.this.write(buffer, offset, length);
      }

      @Override
      public void close() throws IOException {
        closeWrite();
      }
    };
  }
}
