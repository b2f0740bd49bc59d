package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import java.io.InterruptedIOException;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import org.jspecify.annotations.Nullable;

/// One yamux stream. Blocking, one reader and one writer at a time, besides the session's two
/// threads.
///
/// Receiving: `credit + unread <= window` always holds, where credit is what the peer may still
/// send. The reader of the connection only stores; credit is given when the application has read
/// half a window, and the window doubles when that half was consumed within four round trips and
/// the owner grants the memory. Sending: the application fills a bounded buffer, the session's
/// writer takes from it what the peer's window allows.
public final class YamuxStream {
  private static final int GROWTH_PRIORITY = 128;
  private static final int GROWTH_ROUND_TRIPS = 4;
  private static final long MAX_SEND_WINDOW = 0xffff_ffffL;
  private static final int QUANTUM = 64 * 1024;
  private static final int SMALLEST_FRAGMENT = 1024;

  private final YamuxSession session;
  private final int id;
  private final boolean outbound;
  private final Scheduler.Monitor monitor;

  private final ReceiveBuffer unread;
  private long window = YamuxLimits.INITIAL_WINDOW;
  private long credit = YamuxLimits.INITIAL_WINDOW;
  private long grantDue;
  private long grantedAt;
  private boolean remoteFin;
  private boolean readClosed;
  private boolean discarded;

  private final SendBuffer unsent = new SendBuffer();
  private long sendWindow = YamuxLimits.INITIAL_WINDOW;
  private int turn;
  private boolean finDue;
  private boolean finSent;

  private boolean synDue;
  private boolean ackDue;
  private boolean acknowledged;
  private boolean resetDue;
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
    this.unread = new ReceiveBuffer(session.chunks());
    this.grantedAt = session.scheduler().nanoTime();
  }

  public int id() {
    return id;
  }

  /// Every wait of reads and writes ends at this instant of the scheduler's clock;
  /// [Scheduler#NEVER] clears it.
  public void deadline(long nanos) {
    monitor.lock();
    try {
      deadline = nanos;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// Reads at least one byte, or returns -1 at the peer's FIN.
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    monitor.lock();
    try {
      while (unread.size() == 0) {
        if (remoteFin) {
          return -1;
        }
        failIfEnded();
        if (readClosed) {
          throw new IOException("the stream is closed for reading");
        }
        await("reading");
      }
      int n = unread.read(buffer, offset, length);
      giveCredit();
      releaseIfDone();
      return n;
    } finally {
      monitor.unlock();
    }
  }

  /// Writes all bytes, waiting while more than a buffer of them is unsent.
  public void write(byte[] buffer, int offset, int length) throws IOException {
    int at = offset;
    int left = length;
    monitor.lock();
    try {
      while (left > 0) {
        failIfEnded();
        if (finDue) {
          throw new IOException("the stream is closed for writing");
        }
        int n = unsent.put(buffer, at, left);
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

  /// Sends FIN after what was written; reading goes on.
  public void closeWrite() {
    monitor.lock();
    try {
      finish();
    } finally {
      monitor.unlock();
    }
  }

  /// Sends FIN and gives up reading; a peer that goes on sending is reset once everything of ours
  /// is on its way.
  public void close() {
    monitor.lock();
    try {
      finish();
      if (readClosed || end != null) {
        return;
      }
      readClosed = true;
      discarded = unread.size() > 0;
      unread.clear();
      releaseIfDone();
      if (!remoteFin) {
        lingerUntil = session.linger(this);
        if (finSent && discarded) {
          end(new StreamReset(StreamReset.NONE, false));
        }
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// Ends both directions, telling the peer the code; never blocks.
  public void reset(long code) {
    monitor.lock();
    try {
      end(new StreamReset(code, false));
    } finally {
      monitor.unlock();
    }
  }

  private void finish() {
    if (end == null && !finDue) {
      finDue = true;
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

  private void giveCredit() {
    long free = window - credit - unread.size();
    if (free * 2 < window || remoteFin || readClosed || end != null) {
      return;
    }
    long now = session.scheduler().nanoTime();
    long roundTrip = session.roundTripNanos();
    if (roundTrip > 0 && now - grantedAt < GROWTH_ROUND_TRIPS * roundTrip) {
      free += grow();
    }
    grantedAt = now;
    credit += free;
    grantDue += free;
    queueControl();
  }

  private long grow() {
    long larger = Math.min(window * 2, session.limits().maxWindow());
    long more = larger - window;
    if (more == 0 || !session.owner().reserve(more, GROWTH_PRIORITY)) {
      return 0;
    }
    window = larger;
    return more;
  }

  private void queueControl() {
    if (!controlQueued) {
      controlQueued = true;
      session.outbox().addControl(this);
    }
  }

  private void queueData() {
    boolean ready = unsent.size() > 0 ? sendWindow > 0 : finDue && !finSent;
    if (ready && !dataQueued && end == null) {
      dataQueued = true;
      session.outbox().addData(this, false);
    }
  }

  private void end(StreamReset cause) {
    if (end != null) {
      return;
    }
    end = cause;
    unsent.clear();
    if (!remoteFin) {
      unread.clear();
    }
    boolean announced = !synDue;
    boolean over = finSent && remoteFin;
    if (!cause.remote() && announced && !over) {
      resetDue = true;
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

  private void leaveTableIfBothFinished() {
    if (finSent && remoteFin) {
      leaveTable();
      releaseIfDone();
    }
  }

  private void releaseIfDone() {
    boolean done = end != null || !inTable && unread.size() == 0;
    if (done && !released) {
      released = true;
      session.owner().release(window);
    }
  }

  // What the session's reader calls.

  /// Announces this stream to the peer, or accepts it, with the next control frame.
  void announce() {
    monitor.lock();
    try {
      if (end == null) {
        synDue = outbound;
        ackDue = !outbound;
        queueControl();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Whether the peer may send so much; the credit shrinks as the bytes arrive.
  boolean mayReceive(long length) {
    monitor.lock();
    try {
      return length <= credit;
    } finally {
      monitor.unlock();
    }
  }

  /// Stores bytes that [#mayReceive] has let through.
  void receive(byte[] from, int offset, int length) {
    monitor.lock();
    try {
      credit -= length;
      if (end != null || remoteFin) {
        return;
      }
      if (readClosed) {
        discarded = true;
        if (finSent) {
          end(new StreamReset(StreamReset.NONE, false));
        }
        return;
      }
      boolean wasEmpty = unread.size() == 0;
      unread.append(from, offset, length);
      if (wasEmpty) {
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
      sendWindow += delta;
      if (sendWindow > MAX_SEND_WINDOW) {
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

  void remoteFinished() {
    monitor.lock();
    try {
      remoteFin = true;
      leaveTableIfBothFinished();
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  void remoteReset(long code) {
    monitor.lock();
    try {
      end(new StreamReset(code, true));
    } finally {
      monitor.unlock();
    }
  }

  /// Ends with the session: nothing more is written.
  void sessionEnded(long code) {
    monitor.lock();
    try {
      end(new StreamReset(code, true));
    } finally {
      monitor.unlock();
    }
  }

  /// Resets a closed stream whose peer has not finished in time.
  void endLingering(long now) {
    monitor.lock();
    try {
      if (now >= lingerUntil) {
        end(new StreamReset(StreamReset.GARBAGE_COLLECTED, false));
      }
    } finally {
      monitor.unlock();
    }
  }

  // What the session's writer calls.

  /// Writes at most one frame of control state and returns its length.
  int takeControl(byte[] b, int at) {
    monitor.lock();
    try {
      controlQueued = false;
      if (resetDue) {
        resetDue = false;
        return Frame.encode(b, at, Frame.WINDOW_UPDATE, Frame.RST | openingFlags(), id, endCode());
      }
      if (end != null) {
        return 0;
      }
      int flags = openingFlags();
      long grant = grantDue;
      grantDue = 0;
      return flags == 0 && grant == 0
          ? 0
          : Frame.encode(b, at, Frame.WINDOW_UPDATE, flags, id, grant);
    } finally {
      monitor.unlock();
    }
  }

  private long endCode() {
    return end == null ? 0 : end.code();
  }

  private int openingFlags() {
    int flags = (synDue ? Frame.SYN : 0) | (ackDue ? Frame.ACK : 0);
    synDue = false;
    ackDue = false;
    return flags;
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
      turn = turn < SMALLEST_FRAGMENT ? QUANTUM : turn;
      int sendable = (int) Math.min(unsent.size(), sendWindow);
      int fits = Math.min(room - 2 * Frame.HEADER, Frame.MAX_PAYLOAD);
      if (fits < Math.min(sendable, SMALLEST_FRAGMENT)) {
        requeue(true);
        return 0;
      }
      int written = writeData(b, at, Math.min(sendable, Math.min(fits, turn)));
      written += writeFin(b, at + written);
      if (sendWindow > 0 && unsent.size() > 0) {
        requeue(turn >= SMALLEST_FRAGMENT);
      }
      return written;
    } finally {
      monitor.unlock();
    }
  }

  private int writeData(byte[] b, int at, int n) {
    if (n == 0) {
      return 0;
    }
    Frame.encode(b, at, Frame.DATA, openingFlags(), id, n);
    unsent.take(b, at + Frame.HEADER, n);
    sendWindow -= n;
    turn -= n;
    monitor.signalAll();
    return Frame.HEADER + n;
  }

  /// FIN goes in a frame of its own: js-libp2p-yamux looks at the flags of a data frame before its
  /// payload, and drops the payload if both directions are closed by then.
  private int writeFin(byte[] b, int at) {
    if (!finDue || finSent || unsent.size() > 0) {
      return 0;
    }
    Frame.encode(b, at, Frame.WINDOW_UPDATE, Frame.FIN | openingFlags(), id, 0);
    finSent = true;
    leaveTableIfBothFinished();
    if (readClosed && discarded && !remoteFin) {
      end(new StreamReset(StreamReset.NONE, false));
    }
    return Frame.HEADER;
  }

  private void requeue(boolean sameTurn) {
    dataQueued = true;
    session.outbox().addData(this, sameTurn);
  }
}
