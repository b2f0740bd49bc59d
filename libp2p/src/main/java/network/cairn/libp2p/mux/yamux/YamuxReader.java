package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.io.RecordConn;
import org.jspecify.annotations.Nullable;

/// The reading half of a session: takes the connection's bytes apart and reacts to each frame.
///
/// Every flag bit is looked at on data and window frames alike; undefined bits are ignored. Lengths
/// are checked against the stream's credit before anything is stored. Used by one thread.
final class YamuxReader {
  private static final long MAX_UNKNOWN = 16L << 20;
  private static final long PERIOD_NANOS = 10_000_000_000L;
  private static final int MAX_RESETS = 1000;
  private static final int MAX_IDLE_FRAMES = 1000;
  private static final int MAX_TINY_FRAMES = 200_000;
  private static final int TINY = 16;

  private final YamuxSession session;
  private final RecordConn conn;
  private final LongAdder bytesIn = new LongAdder();
  private final Heartbeat heartbeat;
  private final Scheduler scheduler;
  private final byte[] buffer;
  private int position;
  private int end;
  private long goAwayCode;
  private boolean goneAway;

  private long periodStart;
  private int resets;
  private int idleFrames;
  private int tinyFrames;

  YamuxReader(YamuxSession session, RecordConn conn, Heartbeat heartbeat, Scheduler scheduler) {
    this.session = session;
    this.conn = conn;
    this.buffer = new byte[conn.maxPlaintext() + Frame.HEADER];
    this.heartbeat = heartbeat;
    this.scheduler = scheduler;
  }

  /// Reads until the connection ends or the peer says that it goes away.
  void run() throws IOException, YamuxViolation {
    while (!goneAway && fill(Frame.HEADER)) {
      Frame frame = Frame.decode(buffer, position);
      position += Frame.HEADER;
      heartbeat.sawFrame();
      react(frame);
    }
  }

  /// Bytes read from the connection, frames included.
  long bytesIn() {
    return bytesIn.sum();
  }

  /// The peer's reason to go away, 0 if it gave none.
  long goAwayCode() {
    return goAwayCode;
  }

  private void react(Frame frame) throws IOException, YamuxViolation {
    if (frame.version() != 0) {
      throw new YamuxViolation("version " + frame.version());
    }
    switch (frame.type()) {
      case Frame.DATA, Frame.WINDOW_UPDATE -> onStreamFrame(frame);
      case Frame.PING -> onPing(frame);
      case Frame.GO_AWAY -> onGoAway(frame);
      default -> throw new YamuxViolation("frame type " + frame.type());
    }
  }

  private void onPing(Frame frame) throws YamuxViolation {
    int flags = frame.flags() & (Frame.SYN | Frame.ACK | Frame.FIN | Frame.RST);
    if (frame.streamId() != 0 || flags != Frame.SYN && flags != Frame.ACK) {
      throw new YamuxViolation(
          "ping with stream " + frame.streamId() + " and flags " + frame.flags());
    }
    if (flags == Frame.SYN) {
      session.queue().pong(frame.length());
      count(frame, Frame.HEADER);
    } else if (!heartbeat.pong(frame.length(), scheduler.nanoTime())) {
      throw new YamuxViolation("answer to a ping that was not sent");
    }
  }

  private void onGoAway(Frame frame) throws YamuxViolation {
    if (frame.streamId() != 0) {
      throw new YamuxViolation("go-away with stream " + frame.streamId());
    }
    goAwayCode = frame.length();
    goneAway = true;
  }

  private void onStreamFrame(Frame frame) throws IOException, YamuxViolation {
    int id = frame.streamId();
    if (id == 0) {
      throw new YamuxViolation("stream frame for the session");
    }
    if (frame.has(Frame.SYN)) {
      onSyn(frame);
    }
    YamuxStream stream = session.stream(id);
    if (stream != null && frame.has(Frame.ACK) && stream.acknowledge()) {
      session.accepted();
    }
    if (frame.has(Frame.RST)) {
      onReset(frame, stream);
    } else if (frame.type() == Frame.DATA) {
      onData(frame, stream);
    } else {
      onWindow(frame, stream);
    }
    if (stream != null && frame.has(Frame.FIN) && stream.remoteFinished()) {
      countReset();
    }
  }

  private void onSyn(Frame frame) throws YamuxViolation {
    int id = frame.streamId();
    if (session.isOwn(id)) {
      throw new YamuxViolation("stream " + id + " opened with an id of this side");
    }
    if (session.stream(id) != null) {
      throw new YamuxViolation("stream " + id + " opened twice");
    }
    if (frame.type() == Frame.DATA && frame.length() > YamuxLimits.INITIAL_WINDOW) {
      throw new YamuxViolation("stream " + id + " opened with " + frame.length() + " bytes");
    }
    if (!session.admit(id)) {
      countReset();
    }
  }

  private void onReset(Frame frame, @Nullable YamuxStream stream)
      throws IOException, YamuxViolation {
    countReset();
    if (frame.type() == Frame.DATA) {
      skip(frame);
    }
    if (stream != null) {
      stream.remoteReset(frame.type() == Frame.DATA ? 0 : frame.length());
    }
  }

  private void onData(Frame frame, @Nullable YamuxStream stream)
      throws IOException, YamuxViolation {
    count(frame, frame.length());
    if (stream == null) {
      skip(frame);
      return;
    }
    if (!stream.mayReceive(frame.length())) {
      throw new YamuxViolation(
          "stream " + frame.streamId() + " sent beyond its window: " + frame.length());
    }
    long left = frame.length();
    while (left > 0) {
      int n = available(left);
      stream.receive(buffer, position, n);
      position += n;
      left -= n;
    }
  }

  private void onWindow(Frame frame, @Nullable YamuxStream stream) throws YamuxViolation {
    count(frame, 0);
    if (stream != null && !stream.widen(frame.length())) {
      throw new YamuxViolation("window of stream " + frame.streamId() + " beyond 2^32-1");
    }
  }

  private void skip(Frame frame) throws IOException, YamuxViolation {
    if (frame.length() > MAX_UNKNOWN) {
      throw new YamuxViolation(frame.length() + " bytes for a stream that is not open");
    }
    for (long left = frame.length(); left > 0; ) {
      int n = available(left);
      position += n;
      left -= n;
    }
  }

  /// Counts a stream of the peer that came to nothing: reset, refused, or ended before it carried a
  /// byte.
  private void countReset() throws YamuxViolation {
    newPeriodIfDue();
    if (++resets > MAX_RESETS) {
      throw new YamuxViolation("more than " + MAX_RESETS + " streams in 10 s came to nothing");
    }
  }

  /// Counts frames that cost more than they carry. Honest peers send a frame that says nothing at
  /// all hardly ever; frames of a few bytes, of a grant or of a flag they send with every stream.
  private void count(Frame frame, long payload) throws YamuxViolation {
    if (payload >= TINY) {
      return;
    }
    newPeriodIfDue();
    boolean grant = frame.type() == Frame.WINDOW_UPDATE && frame.length() > 0;
    boolean flagged = (frame.flags() & (Frame.SYN | Frame.ACK | Frame.FIN)) != 0;
    boolean idle = frame.type() == Frame.PING || payload == 0 && !grant && !flagged;
    if (idle ? ++idleFrames > MAX_IDLE_FRAMES : ++tinyFrames > MAX_TINY_FRAMES) {
      throw new YamuxViolation("a flood of frames that carry nothing");
    }
  }

  private void newPeriodIfDue() {
    long now = scheduler.nanoTime();
    if (now - periodStart > PERIOD_NANOS) {
      periodStart = now;
      resets = 0;
      idleFrames = 0;
      tinyFrames = 0;
    }
  }

  /// How much of `wanted` bytes is in the buffer, reading more if there is none.
  private int available(long wanted) throws IOException {
    if (position == end) {
      position = 0;
      end = 0;
      if (!fill(1)) {
        throw new IOException("the connection ended inside a frame");
      }
    }
    return (int) Math.min(wanted, end - position);
  }

  private boolean fill(int needed) throws IOException {
    while (end - position < needed) {
      if (position > 0) {
        System.arraycopy(buffer, position, buffer, 0, end - position);
        end -= position;
        position = 0;
      }
      int n = conn.read(buffer, end, buffer.length - end);
      if (n < 0) {
        return false;
      }
      bytesIn.add(n);
      end += n;
    }
    return true;
  }
}
