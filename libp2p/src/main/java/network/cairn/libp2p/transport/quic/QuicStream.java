package network.cairn.libp2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.mux.MuxedStream;
import org.jspecify.annotations.Nullable;

/// One QUIC stream. Blocking, one reader and one writer at a time, besides the event loop.
///
/// The event loop stores what arrives and waits for nobody: above [QuicLimits#MOST_UNREAD] it takes
/// no more from the codec, whose window then holds the peer back. What is written is copied and
/// handed to the loop, a bounded number of bytes ahead, and the end together with the last of it
/// where it comes in time: quiche does not send an end again that is lost alone. One monitor guards
/// both halves.
final class QuicStream implements MuxedStream {
  private static final int WRITE_AT_ONCE = 32 * 1024;

  private final QuicConn conn;
  private final QuicStreamChannel channel;
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final Unread unread = new Unread();

  private boolean paused;
  private boolean finished;
  private boolean untold;
  private boolean began;
  private boolean readingClosed;
  private boolean discarded;

  private final ArrayDeque<byte[]> pending = new ArrayDeque<>();
  private boolean handingOver;

  // Of the event loop: whether the codec knows the stream by something that was sent.
  private boolean given;
  private int unsent;
  private boolean writingClosed;
  private boolean finGiven;
  private boolean finSent;
  private boolean stopped;

  private @Nullable StreamReset end;
  private boolean left;
  private boolean charged;
  private long deadline = Scheduler.NEVER;
  private long lingerUntil = Scheduler.NEVER;

  QuicStream(QuicConn conn, QuicStreamChannel channel, Scheduler scheduler) {
    this.conn = conn;
    this.channel = channel;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  @Override
  public void deadline(long nanos) {
    locked(() -> {
      deadline = nanos;
      monitor.signalAll();
    });
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    monitor.lock();
    try {
      while (unread.size() == 0) {
        if (finished && !discarded) {
          return -1;
        }
        failIfEnded();
        if (readingClosed) {
          throw new IOException("the stream is closed for reading");
        }
        await("reading");
      }
      int n = unread.read(buffer, offset, length);
      if (paused && unread.size() <= QuicLimits.MOST_UNREAD / 2) {
        paused = false;
        inLoop(channel::read);
      }
      uncharge();
      return n;
    } finally {
      monitor.unlock();
    }
  }

  /// Waits while as much as may be is unsent.
  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    int at = offset;
    int rest = length;
    monitor.lock();
    try {
      while (rest > 0) {
        failIfEnded();
        if (stopped) {
          throw new StreamReset(StreamReset.NONE, true);
        }
        if (writingClosed) {
          throw new IOException("the stream is closed for writing");
        }
        int n = Math.min(Math.min(rest, WRITE_AT_ONCE), QuicLimits.MOST_UNSENT - unsent);
        if (n == 0) {
          await("writing");
        } else {
          send(buffer, at, n);
          at += n;
          rest -= n;
        }
      }
    } finally {
      monitor.unlock();
    }
  }

  private void send(byte[] buffer, int at, int n) {
    pending.addLast(Arrays.copyOfRange(buffer, at, at + n));
    unsent += n;
    handOver();
  }

  /// Has the loop take what there is to send.
  private void handOver() {
    if (!handingOver) {
      handingOver = true;
      inLoop(this::sendPending);
    }
  }

  private void sendPending() {
    ByteBuf bytes;
    boolean fin;
    monitor.lock();
    try {
      handingOver = false;
      fin = writingClosed && !finGiven;
      finGiven |= fin;
      bytes = Unpooled.wrappedBuffer(pending.toArray(new byte[0][]));
      pending.clear();
    } finally {
      monitor.unlock();
    }
    int n = bytes.readableBytes();
    given = true;
    channel
        .writeAndFlush(fin ? new DefaultQuicStreamFrame(bytes, true) : bytes)
        .addListener(done -> sent(n, fin, done));
  }

  private void sent(int n, boolean fin, Future<?> done) {
    boolean stop = done.cause() instanceof ChannelOutputShutdownException;
    locked(() -> {
      unsent -= n;
      finSent |= fin && done.isSuccess();
      if (!done.isSuccess() && !stop) {
        end(conn.endOfStreams());
      }
      settle();
      monitor.signalAll();
    });
    if (stop) {
      noteStop();
    }
  }

  /// The peer reads no more. If it has reset the stream too, that is told first, with its code.
  private void noteStop() {
    inLoop(() ->
        locked(() -> {
          stopped = true;
          monitor.signalAll();
          settle();
        }));
  }

  @Override
  public void closeWrite() {
    locked(this::finish);
  }

  private void finish() {
    if (end == null && !writingClosed) {
      writingClosed = true;
      handOver();
    }
  }

  /// A peer that goes on sending is told to stop.
  @Override
  public void close() {
    locked(() -> {
      finish();
      if (readingClosed || end != null) {
        return;
      }
      readingClosed = true;
      discarded = unread.size() > 0;
      unread.clear();
      lingerUntil = scheduler.deadline(conn.limits().linger());
      if (paused) {
        paused = false;
        inLoop(channel::read);
      }
      settle();
      uncharge();
      monitor.signalAll();
    });
  }

  @Override
  public void reset(long code) {
    locked(() -> end(new StreamReset(code, false)));
  }

  private void locked(Runnable action) {
    monitor.lock();
    try {
      action.run();
    } finally {
      monitor.unlock();
    }
  }

  private void inLoop(Runnable action) {
    conn.inLoop(action);
  }

  private void failIfEnded() throws StreamReset {
    if (end != null) {
      throw new StreamReset(end.code(), end.remote());
    }
  }

  private void await(String what) throws IOException {
    try {
      if (!monitor.await(deadline) && scheduler.nanoTime() >= deadline) {
        throw new StreamTimeout("the stream's deadline passed while " + what);
      }
    } catch (InterruptedException e) {
      end(new StreamReset(StreamReset.NONE, false));
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted while " + what);
      failure.initCause(e);
      throw failure;
    }
  }

  private void end(StreamReset cause) {
    if (end != null || isOver()) {
      return;
    }
    end = cause;
    if (!finished) {
      unread.clear();
    }
    int code = cause.remote() ? 0 : (int) cause.code();
    inLoop(() -> {
      if (channel.isActive()) {
        QuicEngine.shownElsewhere(channel.shutdown(code));
        QuicEngine.shownElsewhere(channel.close());
      }
    });
    leave(true);
    monitor.signalAll();
  }

  private boolean isOver() {
    return finished && (finSent || stopped);
  }

  /// Ends what both sides are done with, and tells a peer to stop that sends what nobody reads once
  /// everything of ours is on its way.
  private void settle() {
    boolean ours = finSent || stopped;
    if (end != null || !ours) {
      return;
    }
    if (finished) {
      leave(untold);
      inLoop(() -> QuicEngine.shownElsewhere(channel.close()));
    } else if (readingClosed && discarded) {
      end = new StreamReset(StreamReset.NONE, false);
      inLoop(() ->
          channel.shutdownInput(0).addListener(_ -> QuicEngine.shownElsewhere(channel.close())));
      leave(true);
    }
  }

  private void leave(boolean broken) {
    if (!left) {
      left = true;
      conn.left(this, broken);
    }
    uncharge();
  }

  /// Notes that memory was reserved for the stream.
  void charge() {
    locked(() -> {
      charged = true;
      uncharge();
    });
  }

  /// Gives the charge back once no byte can come any more and none is held.
  private void uncharge() {
    if (charged && left && unread.size() == 0) {
      charged = false;
      conn.uncharge();
    }
  }

  // What the event loop calls.

  void arrived(byte[] bytes) {
    conn.consumed(bytes.length);
    locked(() -> {
      began = true;
      if (end != null) {
        return;
      }
      if (readingClosed) {
        discarded = true;
        settle();
        return;
      }
      unread.add(bytes);
      monitor.signalAll();
    });
  }

  /// Whether the loop is to take more from the codec.
  boolean wantsMore() {
    monitor.lock();
    try {
      paused = unread.size() >= QuicLimits.MOST_UNREAD;
      return !paused;
    } finally {
      monitor.unlock();
    }
  }

  void finished() {
    locked(() -> {
      finished = true;
      settle();
      monitor.signalAll();
    });
  }

  /// Asks the codec for the peer's end where it may have said nothing of it, which is only after a
  /// byte came: before, the codec does not know the stream. Such a stream stays with the codec, as
  /// one that was broken off.
  void lookForEnd() {
    locked(() -> {
      boolean waiting = began && end == null && !finished && !paused && unread.size() == 0;
      if (waiting && UntoldEnd.isOf(channel)) {
        finished = true;
        untold = true;
        settle();
        monitor.signalAll();
      }
      if (given && unsent > 0 && end == null && !stopped && UntoldEnd.isStopOf(channel)) {
        stopped = true;
        settle();
        monitor.signalAll();
      }
    });
  }

  /// Ends the stream as the peer reset it.
  void remoteReset(long code) {
    locked(() -> end(new StreamReset(code, true)));
  }

  /// The codec has closed the stream: both sides are done, or the connection ended.
  void gone() {
    locked(() -> {
      if (finished && writingClosed) {
        finSent = true;
        leave(false);
      } else {
        end(conn.endOfStreams());
      }
    });
  }

  /// Resets a closed stream whose peer has not finished in time.
  void endLingering(long now) {
    locked(() -> {
      if (now >= lingerUntil) {
        end(new StreamReset(StreamReset.GARBAGE_COLLECTED, false));
      }
    });
  }

  /// Whether it holds as much unread as it may.
  boolean isPaused() {
    monitor.lock();
    try {
      return paused;
    } finally {
      monitor.unlock();
    }
  }

  /// Whether bytes of it wait for the peer.
  boolean isSending() {
    monitor.lock();
    try {
      return unsent > 0;
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public String toString() {
    return conn + " stream " + channel.streamId();
  }
}
