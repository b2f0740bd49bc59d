package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import java.io.InterruptedIOException;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.mux.MuxedStream;
import org.jspecify.annotations.Nullable;

/// One yamux stream. Blocking, one reader and one writer at a time, besides the session's two
/// tasks.
///
/// The session's reader only stores in the [ReceiveHalf]; its writer takes from the [SendHalf] what
/// the peer's window allows. One monitor guards both halves and the state that they share: how the
/// stream ended, whether it counts and which queues it is in.
final class YamuxStream implements MuxedStream {
  private final YamuxSession session;
  private final int id;
  private final boolean outbound;
  private final Scheduler.Monitor monitor;
  private final ReceiveHalf receiving;
  private final SendHalf sending;

  private boolean acknowledged;

  /// Whether an application has it, or is about to.
  private boolean given;

  private boolean controlQueued;
  private boolean dataQueued;
  private @Nullable StreamReset end;
  private boolean released;
  private boolean inTable = true;

  private long deadline = Scheduler.NEVER;
  private long lingerUntil = Scheduler.NEVER;

  YamuxStream(YamuxSession session, int id, boolean outbound) {
    this.session = session;
    this.id = id;
    this.outbound = outbound;
    this.monitor = session.scheduler().monitor();
    this.receiving = new ReceiveHalf(session);
    this.sending = new SendHalf(id, session.owner());
  }

  int id() {
    return id;
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
      while (receiving.unread() == 0) {
        if (receiving.isFinished() && !receiving.hasDiscarded()) {
          return -1;
        }
        failIfEnded();
        if (receiving.isClosed()) {
          throw new IOException("the stream is closed for reading");
        }
        await("reading");
      }
      int n = receiving.read(buffer, offset, length);
      if (end == null && receiving.grantRead()) {
        queueControl();
      }
      releaseIfDone();
      return n;
    } finally {
      monitor.unlock();
    }
  }

  /// Waits while more than a buffer of bytes is unsent.
  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    int at = offset;
    int left = length;
    monitor.lock();
    try {
      while (left > 0) {
        failIfEnded();
        if (sending.isClosed()) {
          throw new IOException("the stream is closed for writing");
        }
        int n = sending.put(buffer, at, left);
        if (n == 0) {
          await("writing");
        } else {
          at += n;
          left -= n;
          queueData();
        }
      }
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void closeWrite() {
    locked(() -> finish());
  }

  /// A peer that goes on sending is reset once everything of ours is on its way.
  @Override
  public void close() {
    monitor.lock();
    try {
      finish();
      if (receiving.isClosed()) {
        return;
      }
      receiving.close();
      releaseIfDone();
      if (end == null && !receiving.isFinished()) {
        lingerUntil = session.linger(this);
        resetIfPointless();
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void reset(long code) {
    locked(() -> {
      end(new StreamReset(code, false));
      if (receiving.unread() > 0) {
        receiving.close();
        releaseIfDone();
      }
    });
  }

  /// For what is not called for each frame: those do without the object.
  private void locked(Runnable action) {
    monitor.lock();
    try {
      action.run();
    } finally {
      monitor.unlock();
    }
  }

  private void finish() {
    if (end == null && !sending.isClosed()) {
      sending.close();
      queueData();
    }
  }

  private void failIfEnded() throws StreamReset {
    if (end != null) {
      throw new StreamReset(end.code(), end.remote());
    }
  }

  private void await(String what) throws IOException {
    try {
      if (!monitor.await(deadline) && session.scheduler().nanoTime() >= deadline) {
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

  /// Resets a closed stream whose peer sent, or goes on sending, what nobody reads, once everything
  /// of ours is on its way.
  private void resetIfPointless() {
    if (receiving.isClosed()
        && receiving.hasDiscarded()
        && !receiving.isFinished()
        && sending.isFinished()) {
      end(new StreamReset(StreamReset.NONE, false));
    }
  }

  private void queueControl() {
    if (!controlQueued) {
      controlQueued = true;
      session.queue().addControl(this);
    }
  }

  private void queueData() {
    if (sending.isReady() && !dataQueued && end == null) {
      dataQueued = true;
      session.queue().addData(this, false);
    }
  }

  private void end(StreamReset cause) {
    if (end != null) {
      return;
    }
    end = cause;
    sending.clear();
    // Nobody reads what came for a stream that was never given out.
    if (!receiving.isFinished() || !given) {
      receiving.clear();
    }
    if (!cause.remote() && sending.isAnnounced() && !bothFinished()) {
      sending.reset();
      queueControl();
    }
    leaveTable();
    releaseIfDone();
    monitor.signalAll();
  }

  private void leaveTable() {
    if (inTable) {
      inTable = false;
      session.forget(this, outbound && !acknowledged);
    }
  }

  private boolean bothFinished() {
    return sending.isFinished() && receiving.isFinished();
  }

  private void leaveTableIfBothFinished() {
    if (bothFinished()) {
      leaveTable();
      releaseIfDone();
    }
  }

  /// Gives the window back once no byte can come into it any more and none is in it.
  private void releaseIfDone() {
    boolean over = end != null || !inTable || receiving.isClosed();
    if (over && receiving.unread() == 0 && !released) {
      released = true;
      session.owner().release(receiving.window());
    }
  }

  // What the session's reader calls.

  /// Announces this stream to the peer, or accepts it, with the next control frame.
  void announce() {
    locked(() -> {
      given = true;
      if (end == null) {
        sending.announce(outbound);
        queueControl();
      }
    });
  }

  /// Whether the peer may send so much; the credit shrinks as the bytes arrive.
  boolean mayReceive(long length) {
    monitor.lock();
    try {
      return receiving.covers(length);
    } finally {
      monitor.unlock();
    }
  }

  /// Stores bytes that [#mayReceive] has let through.
  void receive(byte[] from, int offset, int length) {
    monitor.lock();
    try {
      receiving.spend(length);
      if (end != null || receiving.isFinished()) {
        return;
      }
      boolean wasEmpty = receiving.unread() == 0;
      receiving.store(from, offset, length);
      if (receiving.isClosed()) {
        resetIfPointless();
      } else if (wasEmpty) {
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Adds the peer's grant; false if its window would pass 2^32-1.
  boolean widen(long delta) {
    monitor.lock();
    try {
      if (!sending.widen(delta)) {
        return false;
      }
      queueData();
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// Notes the peer's acceptance; true the first time.
  boolean acknowledge() {
    monitor.lock();
    try {
      boolean first = outbound && !acknowledged;
      acknowledged = true;
      return first;
    } finally {
      monitor.unlock();
    }
  }

  /// Notes the peer's FIN; whether it ends a stream that the peer opened and never sent a byte on,
  /// which no honest peer does.
  boolean remoteFinished() {
    monitor.lock();
    try {
      receiving.finish();
      leaveTableIfBothFinished();
      monitor.signalAll();
      return !outbound && !receiving.hasArrived();
    } finally {
      monitor.unlock();
    }
  }

  /// Ends the stream as the peer reset it or the session ended: nothing more is written.
  void remoteReset(long code) {
    locked(() -> end(new StreamReset(code, true)));
  }

  /// Resets a closed stream whose peer has not finished in time.
  void endLingering(long now) {
    locked(() -> {
      if (now >= lingerUntil) {
        end(new StreamReset(StreamReset.GARBAGE_COLLECTED, false));
      }
    });
  }

  /// Gives the memory of an empty send buffer back; called now and then.
  void shrink() {
    locked(() -> sending.shrink());
  }

  // What the session's writer calls.

  /// Writes at most one frame of control state and returns its length.
  int takeControl(byte[] b, int at) {
    monitor.lock();
    try {
      controlQueued = false;
      return end == null
          ? sending.writeControl(b, at, receiving.takeGrant())
          : sending.writeReset(b, at, end.code());
    } finally {
      monitor.unlock();
    }
  }

  /// Writes at most one frame of data, and FIN if it is due after it, into `room` bytes and returns
  /// their length; queues this stream again if more is ready.
  int takeData(byte[] b, int at, int room) {
    monitor.lock();
    try {
      dataQueued = false;
      if (end != null) {
        return 0;
      }
      int payload = sending.nextPayload(room);
      if (payload < 0) {
        requeue(true);
        return 0;
      }
      int data = sending.writeData(b, at, payload);
      if (data > 0) {
        monitor.signalAll();
      }
      int fin = sending.writeFin(b, at + data);
      if (fin > 0) {
        leaveTableIfBothFinished();
        resetIfPointless();
      }
      if (sending.hasSendable()) {
        requeue(sending.inTurn());
      }
      return data + fin;
    } finally {
      monitor.unlock();
    }
  }

  private void requeue(boolean sameTurn) {
    dataQueued = true;
    session.queue().addData(this, sameTurn);
  }
}
