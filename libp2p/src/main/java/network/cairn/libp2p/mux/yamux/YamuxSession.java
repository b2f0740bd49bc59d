package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.security.SecureConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A yamux session over one secured connection: libp2p specs, yamux. Thread-safe.
///
/// Two tasks run it. The reader drains the connection, checks every frame before it costs memory
/// and never waits for an application. The writer takes from the [SendQueue] and packs whatever is
/// ready into full records. Neither keeps time: the owner calls [#tick] about once a second for
/// pings, stalls and lingering streams.
public final class YamuxSession {
  private static final Logger LOG = LoggerFactory.getLogger(YamuxSession.class);
  private static final int INITIAL_PRIORITY = 203;
  private static final long CLOSE_GRACE_NANOS = 1_000_000_000L;

  private final SecureConn link;
  private final byte[] record;
  private final boolean client;
  private final YamuxLimits limits;
  private final Scheduler scheduler;
  private final YamuxOwner owner;
  private final SendQueue outbox;
  private final ChunkPool chunks = new ChunkPool();
  private final Map<Integer, YamuxStream> streams = new ConcurrentHashMap<>();
  private final AtomicInteger nextId;
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  /// Guards opening, the backlog and the lists below.
  private final Scheduler.Monitor gate;

  private final ArrayDeque<YamuxStream> backlog = new ArrayDeque<>();
  private final ArrayDeque<YamuxStream> lingering = new ArrayDeque<>();
  private int unacknowledged;
  private int outbound;
  private int inbound;
  private boolean closed;
  private long closeCode;
  private boolean closeRemote;

  private final Heartbeat heartbeat;
  private volatile long writingSince = -1;
  private volatile long closingSince = -1;

  /// @param client whether this side dialled the (secured) connection: it opens odd stream ids
  public YamuxSession(
      SecureConn link, boolean client, YamuxLimits limits, Scheduler scheduler, YamuxOwner owner) {
    this.link = link;
    this.record = new byte[link.headroom() + link.maxPlaintext() + link.tailroom()];
    this.client = client;
    this.limits = limits;
    this.scheduler = scheduler;
    this.owner = owner;
    this.outbox = new SendQueue(scheduler);
    this.gate = scheduler.monitor();
    this.nextId = new AtomicInteger(client ? 1 : 2);
    this.heartbeat = new Heartbeat(limits, outbox, scheduler);
  }

  /// Starts the reader and the writer and measures the round trip.
  public void start() {
    heartbeat.ping(scheduler.nanoTime());
    scheduler.start("yamux-write", this::runWriter);
    scheduler.start("yamux-read", this::runReader);
  }

  /// Opens a stream; the peer hears of it with the first bytes or at once, whichever the writer
  /// packs first.
  ///
  /// @throws StreamTimeout if the peer left too many streams unaccepted until the deadline
  /// @throws StreamReset if the session has ended or memory for a window is refused
  public YamuxStream open(long deadlineNanos) throws IOException, InterruptedException {
    takeOpening(deadlineNanos);
    if (!owner.reserve(YamuxLimits.INITIAL_WINDOW, INITIAL_PRIORITY)) {
      giveOpening();
      throw new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, false);
    }
    YamuxStream stream = new YamuxStream(this, nextId.getAndAdd(2), true);
    streams.put(stream.id(), stream);
    stream.announce();
    if (isClosed()) {
      stream.sessionEnded(closeCode);
    }
    return stream;
  }

  private void takeOpening(long deadlineNanos) throws IOException, InterruptedException {
    gate.lock();
    try {
      while (!closed
          && (unacknowledged >= limits.maxUnacknowledged() || outbound >= limits.maxOutbound())) {
        if (!gate.await(deadlineNanos)) {
          throw new StreamTimeout(
              "the peer accepts no further stream: "
                  + unacknowledged
                  + " of "
                  + outbound
                  + " wait");
        }
      }
      if (closed) {
        throw new StreamReset(closeCode, closeRemote);
      }
      unacknowledged++;
      outbound++;
    } finally {
      gate.unlock();
    }
  }

  private void giveOpening() {
    gate.lock();
    try {
      unacknowledged--;
      outbound--;
      gate.signalAll();
    } finally {
      gate.unlock();
    }
  }

  /// Takes and acknowledges the next stream that the peer opened; never blocks.
  public Optional<YamuxStream> poll() {
    YamuxStream stream;
    gate.lock();
    try {
      stream = backlog.pollFirst();
    } finally {
      gate.unlock();
    }
    if (stream == null) {
      return Optional.empty();
    }
    stream.announce();
    return Optional.of(stream);
  }

  /// Ends the session: a go-away with this code, then the connection closes. Returns at once.
  public void close(long code) {
    closingSince = scheduler.nanoTime();
    outbox.goAway(code);
    terminate(code, false);
  }

  /// Pings, looks for stalls and ends lingering streams; called about once a second.
  public void tick() {
    long now = scheduler.nanoTime();
    long since = writingSince;
    boolean stalled = since >= 0 && now - since > limits.writeStall().toNanos();
    boolean overdue = closingSince >= 0 && now - closingSince > CLOSE_GRACE_NANOS;
    if (stalled || overdue || heartbeat.tick(now)) {
      LOG.debug("{}: closing: stalled={} overdue={}", link.remotePeer(), stalled, overdue);
      if (stalled && !isClosed()) {
        owner.refused("stall");
      }
      terminate(0, true);
      kill();
      return;
    }
    endLingering(now);
  }

  /// Smoothed round trip in nanoseconds, 0 until the first pong.
  public long roundTripNanos() {
    return heartbeat.roundTripNanos();
  }

  public int openStreams() {
    return streams.size();
  }

  public boolean isClosed() {
    gate.lock();
    try {
      return closed;
    } finally {
      gate.unlock();
    }
  }

  /// Bytes read from the connection, frames included.
  public long bytesIn() {
    return bytesIn.sum();
  }

  /// Bytes written to the connection, frames included.
  public long bytesOut() {
    return bytesOut.sum();
  }

  private void runReader() {
    YamuxReader reader = new YamuxReader(this, link, bytesIn, heartbeat, scheduler);
    try {
      reader.run();
      terminate(reader.goAwayCode(), true);
      kill();
    } catch (YamuxViolation e) {
      LOG.debug("{} broke the protocol: {}", link.remotePeer(), e.getMessage());
      owner.refused("protocol");
      close(Frame.GO_AWAY_PROTOCOL_ERROR);
    } catch (IOException e) {
      LOG.debug("connection lost", e);
      terminate(0, true);
      kill();
    }
  }

  private void kill() {
    outbox.abandon();
    link.close();
  }

  private void runWriter() {
    try {
      while (outbox.awaitWork()) {
        if (!writeRecord()) {
          break;
        }
      }
    } catch (IOException e) {
      LOG.debug("connection lost while writing", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      link.close();
    }
  }

  private boolean writeRecord() throws IOException {
    byte[] b = record;
    int start = link.headroom();
    int limit = start + link.maxPlaintext();
    int at = fillControl(b, outbox.takeSessionFrames(b, start, limit), limit);
    long goAway = outbox.goAwayCode();
    if (goAway < 0) {
      at = fillData(b, at, limit);
    } else if (at + Frame.HEADER <= limit) {
      at += Frame.encode(b, at, Frame.GO_AWAY, 0, 0, goAway);
    }
    if (at > start) {
      bytesOut.add(at - start);
      writingSince = scheduler.nanoTime();
      link.writeRecord(b, start, at - start);
      writingSince = -1;
    }
    return goAway < 0;
  }

  private int fillControl(byte[] b, int from, int limit) {
    int at = from;
    while (at + Frame.HEADER <= limit) {
      YamuxStream stream = outbox.pollControl();
      if (stream == null) {
        break;
      }
      at += stream.takeControl(b, at);
    }
    return at;
  }

  private int fillData(byte[] b, int from, int limit) {
    int at = from;
    while (at + 2 * Frame.HEADER <= limit) {
      YamuxStream stream = outbox.pollData();
      if (stream == null) {
        break;
      }
      int n = stream.takeData(b, at, limit - at);
      at += n;
      if (n == 0 && limit - at < link.maxPlaintext() / 2) {
        break;
      }
    }
    return at;
  }

  private void terminate(long code, boolean remote) {
    gate.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      closeCode = code;
      closeRemote = remote;
      backlog.clear();
      gate.signalAll();
    } finally {
      gate.unlock();
    }
    streams.values().forEach(stream -> stream.sessionEnded(code));
    owner.closed(code, remote);
  }

  private void endLingering(long now) {
    gate.lock();
    ArrayDeque<YamuxStream> due = new ArrayDeque<>();
    try {
      lingering.removeIf(stream -> !streams.containsKey(stream.id()));
      due.addAll(lingering);
    } finally {
      gate.unlock();
    }
    due.forEach(stream -> stream.endLingering(now));
  }

  // What streams and the frame reader use.

  /// Remembers a closed stream that waits for the peer's FIN and returns when that wait ends.
  long linger(YamuxStream stream) {
    gate.lock();
    try {
      lingering.addLast(stream);
    } finally {
      gate.unlock();
    }
    return scheduler.deadline(limits.linger());
  }

  void forget(YamuxStream stream, boolean wasUnacknowledged) {
    streams.remove(stream.id());
    gate.lock();
    try {
      backlog.remove(stream);
      if (isOwn(stream.id())) {
        outbound--;
        unacknowledged -= wasUnacknowledged ? 1 : 0;
        gate.signalAll();
      } else {
        inbound--;
      }
    } finally {
      gate.unlock();
    }
  }

  void accepted() {
    gate.lock();
    try {
      unacknowledged--;
      gate.signalAll();
    } finally {
      gate.unlock();
    }
  }

  /// Takes in a stream that the peer opens, or queues its refusal.
  ///
  /// @return whether it was taken in
  boolean admit(int streamId) throws YamuxViolation {
    boolean room = roomFor();
    if (!room) {
      owner.refused("backlog");
    }
    if (!room || !owner.reserve(YamuxLimits.INITIAL_WINDOW, INITIAL_PRIORITY)) {
      if (!outbox.refuse(streamId, StreamReset.RESOURCE_LIMIT_EXCEEDED)) {
        throw new YamuxViolation("more streams than refusals can be sent for");
      }
      return false;
    }
    YamuxStream stream = new YamuxStream(this, streamId, false);
    streams.put(streamId, stream);
    gate.lock();
    try {
      inbound++;
      backlog.addLast(stream);
    } finally {
      gate.unlock();
    }
    if (isClosed()) {
      stream.sessionEnded(closeCode);
    }
    owner.streamsWaiting();
    return true;
  }

  private boolean roomFor() {
    gate.lock();
    try {
      return inbound < limits.maxInbound() && backlog.size() < limits.backlog();
    } finally {
      gate.unlock();
    }
  }

  Optional<YamuxStream> stream(int streamId) {
    return Optional.ofNullable(streams.get(streamId));
  }

  boolean isOwn(int streamId) {
    return (streamId & 1) == (client ? 1 : 0);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  YamuxLimits limits() {
    return limits;
  }

  YamuxOwner owner() {
    return owner;
  }

  SendQueue outbox() {
    return outbox;
  }

  ChunkPool chunks() {
    return chunks;
  }

  /// How long the writer has been in one write, for tests of stalls.
  Duration writing() {
    long since = writingSince;
    return since < 0 ? Duration.ZERO : Duration.ofNanos(scheduler.nanoTime() - since);
  }
}
