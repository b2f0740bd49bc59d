package network.cairn.libp2p.mux.yamux;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.io.RecordConn;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.MuxedStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A yamux session over one secured connection: libp2p specs, yamux. Thread-safe.
///
/// Two tasks run it. The reader drains the connection, checks every frame before it costs memory
/// and never waits for an application. The writer packs what the streams have to say into full
/// records. Neither keeps time: [#tick] sends pings, looks for stalls and ends lingering streams.
final class YamuxSession implements MuxedConn {
  private static final Logger LOG = LoggerFactory.getLogger(YamuxSession.class);
  private static final long CLOSE_GRACE_NANOS = 1_000_000_000L;

  private final RecordConn conn;
  private final YamuxLimits limits;
  private final Scheduler scheduler;
  private final MuxedConnOwner owner;
  private final StreamTable table;
  private final SendQueue queue;
  private final ChunkPool chunks;
  private final AtomicInteger nextId;
  private final Heartbeat heartbeat;
  private final YamuxReader reader;
  private final YamuxWriter writer;
  private volatile long closingSince = -1;

  /// @param client whether this side dialled the (secured) connection: it opens odd stream ids
  YamuxSession(
      RecordConn conn,
      boolean client,
      YamuxLimits limits,
      Scheduler scheduler,
      MuxedConnOwner owner,
      ChunkPool chunks) {
    this.conn = conn;
    this.limits = limits;
    this.scheduler = scheduler;
    this.owner = owner;
    this.chunks = chunks;
    this.table = new StreamTable(client, limits, scheduler);
    this.queue = new SendQueue(scheduler);
    this.nextId = new AtomicInteger(client ? 1 : 2);
    this.heartbeat = new Heartbeat(limits, queue, scheduler);
    this.reader = new YamuxReader(this, conn, heartbeat, scheduler);
    this.writer = new YamuxWriter(conn, queue, scheduler);
  }

  @Override
  public void start() {
    heartbeat.ping(scheduler.nanoTime());
    scheduler.start("yamux-write", writer::run);
    scheduler.start("yamux-read", this::read);
  }

  /// The peer hears of the stream with the first bytes or at once, whichever the writer packs
  /// first.
  @Override
  public YamuxStream open(long deadline) throws IOException, InterruptedException {
    table.awaitOpening(deadline);
    if (!owner.reserveForStream(YamuxLimits.INITIAL_WINDOW)) {
      table.giveOpening();
      throw new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, false);
    }
    YamuxStream stream = new YamuxStream(this, nextId.getAndAdd(2), true);
    table.addOutbound(stream);
    stream.announce();
    return stream;
  }

  @Override
  public Optional<MuxedStream> poll() {
    YamuxStream stream = table.pollBacklog();
    if (stream == null) {
      return Optional.empty();
    }
    stream.announce();
    return Optional.of(stream);
  }

  @Override
  public boolean hasWaiting() {
    return table.hasBacklog();
  }

  /// Sends a go-away with this code, then closes the connection.
  @Override
  public void close(long code) {
    closingSince = scheduler.nanoTime();
    queue.goAway(code);
    end(code, false);
  }

  @Override
  public void tick() {
    long now = scheduler.nanoTime();
    boolean stalled = writer.isStalled(now, limits.writeStall().toNanos());
    boolean overdue = closingSince >= 0 && now - closingSince > CLOSE_GRACE_NANOS;
    if (stalled || overdue || heartbeat.tick(now)) {
      LOG.debug("{}: closing: stalled={} overdue={}", conn, stalled, overdue);
      if (stalled && !isClosed()) {
        owner.refused("stall");
      }
      cut(0);
      return;
    }
    table.lingering().forEach(stream -> stream.endLingering(now));
    table.forEach(YamuxStream::shrink);
  }

  @Override
  public long roundTripNanos() {
    return heartbeat.roundTripNanos();
  }

  @Override
  public void probe() {
    heartbeat.probe(scheduler.nanoTime());
  }

  @Override
  public long owedNanos() {
    return heartbeat.owed(scheduler.nanoTime());
  }

  @Override
  public boolean isClosed() {
    return table.hasEnded();
  }

  @Override
  public long bytesIn() {
    return reader.bytesIn();
  }

  @Override
  public long bytesOut() {
    return writer.bytesOut();
  }

  int openStreams() {
    return table.size();
  }

  /// Whatever ends the reader ends the session: a connection that nobody reads must not look alive.
  private void read() {
    try {
      reader.run();
      cut(reader.goAwayCode());
    } catch (YamuxViolation e) {
      LOG.debug("{} broke the protocol: {}", conn, e.getMessage());
      owner.refused("protocol");
      close(Frame.GO_AWAY_PROTOCOL_ERROR);
    } catch (IOException e) {
      LOG.debug("connection lost", e);
    } finally {
      if (!table.hasEnded()) {
        cut(0);
      }
    }
  }

  /// Ends the session as the peer's doing, and the connection without a go-away.
  private void cut(long code) {
    end(code, true);
    queue.abandon();
    conn.close();
  }

  private void end(long code, boolean remote) {
    if (table.end(code, remote)) {
      owner.closed(code, remote);
    }
  }

  // What the reader and the streams use.

  /// Takes in a stream that the peer opens, or queues its refusal.
  ///
  /// @return whether it was taken in
  boolean admit(int streamId) throws YamuxViolation {
    boolean room = table.hasRoom();
    if (!room) {
      owner.refused("backlog");
    }
    if (!room || !owner.reserveForStream(YamuxLimits.INITIAL_WINDOW)) {
      if (!queue.refuse(streamId, StreamReset.RESOURCE_LIMIT_EXCEEDED)) {
        throw new YamuxViolation("more streams than refusals can be sent for");
      }
      return false;
    }
    table.addInbound(new YamuxStream(this, streamId, false));
    owner.streamsWaiting();
    return true;
  }

  @Nullable YamuxStream stream(int streamId) {
    return table.get(streamId);
  }

  boolean isOwn(int streamId) {
    return table.isOwn(streamId);
  }

  /// Notes that the peer accepted a stream of ours.
  void accepted() {
    table.accepted();
  }

  /// Remembers a closed stream that waits for the peer's FIN and returns when that wait ends.
  long linger(YamuxStream stream) {
    table.linger(stream);
    return scheduler.deadline(limits.linger());
  }

  void forget(YamuxStream stream, boolean wasUnacknowledged) {
    table.remove(stream, wasUnacknowledged);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  YamuxLimits limits() {
    return limits;
  }

  MuxedConnOwner owner() {
    return owner;
  }

  SendQueue queue() {
    return queue;
  }

  ChunkPool chunks() {
    return chunks;
  }
}
