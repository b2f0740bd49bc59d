package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamHandler;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.mux.MuxedStream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.resource.ConnectionScope;
import network.cairn.libp2p.resource.Resource;
import network.cairn.libp2p.resource.Resources;
import network.cairn.libp2p.select.LazyNegotiation;
import network.cairn.libp2p.select.Multistream;
import network.cairn.libp2p.transport.CapableConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One secured, muxed connection: opens streams, and serves inbound ones by the host's handlers,
/// each on its own task. Thread-safe.
public final class SwarmConnection implements MuxedConnOwner {
  private static final Logger LOG = LoggerFactory.getLogger(SwarmConnection.class);

  private static final Duration NEGOTIATION_TIMEOUT = Duration.ofSeconds(10);

  /// Far above any round trip, below the time at which a muxer gives a silent peer up.
  private static final Duration SILENT = Duration.ofSeconds(3);

  private final Swarm swarm;
  private final CapableConn capable;
  private final Direction direction;
  private final ConnectionScope scope;
  private final long openedAt;
  private final long number;
  private final MuxedConn conn;
  private final Set<SwarmStream> streams = ConcurrentHashMap.newKeySet();

  private final Scheduler.Monitor monitor;
  private boolean identified;
  private boolean closed;
  private int negotiating;
  private final Misconduct failed = new Misconduct();

  SwarmConnection(
      Swarm swarm, CapableConn capable, Direction direction, ConnectionScope scope, long number) {
    this.swarm = swarm;
    this.capable = capable;
    this.direction = direction;
    this.scope = scope;
    this.number = number;
    this.openedAt = swarm.scheduler().nanoTime();
    this.monitor = swarm.scheduler().monitor();
    this.conn = capable.mux(this);
  }

  public PeerId peer() {
    return capable.remotePeer();
  }

  public Multiaddr remoteAddress() {
    return capable.remoteAddress();
  }

  public Direction direction() {
    return direction;
  }

  /// A snapshot for listings.
  public Connection snapshot() {
    List<String> protocols = streams.stream().map(SwarmStream::protocol).sorted().toList();
    return new Connection(peer(), remoteAddress(), direction, conn.roundTripNanos(), protocols);
  }

  /// Opens a stream of the first of these protocols that the peer accepts, asking it each time.
  public Stream negotiate(List<String> protocols, long deadline)
      throws IOException, InterruptedException {
    MuxedStream muxed = open(deadline);
    muxed.deadline(deadline);
    boolean opened = false;
    try {
      String agreed = Multistream.negotiate(muxed, protocols);
      muxed.deadline(Scheduler.NEVER);
      opened = true;
      return register(SwarmStream.outbound(this, muxed, agreed, null));
    } finally {
      if (!opened) {
        muxed.reset(StreamReset.PROTOCOL_NEGOTIATION_FAILED);
        giveStream();
      }
    }
  }

  /// Opens a stream of a protocol that the peer is known to speak: the proposal goes out with the
  /// first bytes.
  public Stream assume(String protocol, long deadline) throws IOException, InterruptedException {
    MuxedStream muxed = open(deadline);
    LazyNegotiation lazy = Multistream.lazy(muxed, protocol, swarm.scheduler().monitor());
    return register(SwarmStream.outbound(this, muxed, protocol, lazy));
  }

  private MuxedStream open(long deadline) throws IOException, InterruptedException {
    if (!takeStream(deadline)) {
      refused("streams");
      throw new StreamReset(StreamReset.RESOURCE_LIMIT_EXCEEDED, false);
    }
    boolean opened = false;
    try {
      MuxedStream stream = conn.open(deadline);
      opened = true;
      return stream;
    } finally {
      if (!opened) {
        giveStream();
      }
    }
  }

  private SwarmStream register(SwarmStream stream) {
    streams.add(stream);
    metrics().streamOpened(stream.protocol(), stream.direction());
    return stream;
  }

  void ended(SwarmStream stream) {
    if (streams.remove(stream)) {
      giveStream();
      metrics()
          .streamClosed(stream.protocol(), stream.direction(), stream.bytesIn(), stream.bytesOut());
    }
  }

  /// Closes the connection, telling the peer why; returns at once. Codes: go-libp2p's
  /// `core/network/conn.go`.
  public void close(long code) {
    conn.close(code);
  }

  void start() {
    conn.start();
  }

  void tick() {
    conn.tick();
    streamsWaiting();
  }

  ConnectionScope scope() {
    return scope;
  }

  /// Tells the limits whether this host has reason to keep the connection.
  void updateKnown() {
    scope.known(swarm.standing().isKnown(peer(), direction));
  }

  Trimmer.Candidate<SwarmConnection> candidate(long now) {
    return new Trimmer.Candidate<>(
        this,
        scope.site(),
        swarm.standing().isKnown(peer(), direction),
        now - openedAt,
        openStreams() > 0);
  }

  /// Waits until the peer has said who it is and what it speaks, the attempt has failed, or the
  /// deadline passed.
  void awaitIdentified(long deadline) throws InterruptedException {
    monitor.lock();
    try {
      while (!identified && !closed) {
        if (!monitor.await(deadline)) {
          return;
        }
      }
    } finally {
      monitor.unlock();
    }
  }

  void identified() {
    monitor.lock();
    try {
      identified = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  boolean isIdentified() {
    monitor.lock();
    try {
      return identified;
    } finally {
      monitor.unlock();
    }
  }

  public boolean isClosed() {
    return conn.isClosed();
  }

  /// Asks the peer for a sign of life, for [#isSilent].
  void probe() {
    conn.probe();
  }

  /// Whether the peer has left a sign of life out for longer than a live one would.
  boolean isSilent() {
    return conn.owedNanos() > SILENT.toNanos();
  }

  int openStreams() {
    return streams.size();
  }

  long openedAt() {
    return openedAt;
  }

  /// Connections are numbered in the order they came up.
  long number() {
    return number;
  }

  Scheduler scheduler() {
    return swarm.scheduler();
  }

  private NetworkMetrics metrics() {
    return swarm.metrics();
  }

  @Override
  public boolean reserve(long bytes, int priority) {
    boolean granted = scope.takeMemory(bytes, priority);
    if (!granted) {
      refused("memory");
    }
    return granted;
  }

  @Override
  public boolean reserveForStream(long bytes) {
    // Once only, without a wait: the reader asks, and what ended gives back its windows at once.
    return scope.takeMemory(bytes, Resources.NEEDED)
        || swarm.relief().relieve(Resource.MEMORY, scope, bytes)
            && scope.takeMemory(bytes, Resources.NEEDED)
        || reserve(bytes, Resources.NEEDED);
  }

  /// Takes what a stream counts as, if need be when a site that holds far more has given way.
  /// Called without any lock.
  private boolean takeStream(long deadline) throws InterruptedException {
    return swarm.relief().take(Resource.STREAMS, scope, scope::takeStream, deadline);
  }

  private void giveStream() {
    scope.giveStream();
    if (isClosed()) {
      swarm.relief().released();
    }
  }

  @Override
  public void refused(String bound) {
    LOG.debug("{} met the bound of {}", peer(), bound);
    metrics().refused(bound);
  }

  @Override
  public void release(long bytes) {
    scope.giveMemory(bytes);
  }

  /// Starts as many waiting streams as may negotiate at once; the others are started as those agree
  /// or fail, or, where other connections hold the places, within a second.
  @Override
  public void streamsWaiting() {
    // Once only: what a connection that gave way still holds is given back by its tasks, later.
    if (startWaiting()
        && conn.hasWaiting()
        && swarm.relief().relieve(Resource.NEGOTIATIONS, scope, 1)) {
      startWaiting();
    }
  }

  /// Starts waiting streams; true if it ended because the limits gave no further place.
  private boolean startWaiting() {
    monitor.lock();
    try {
      while (negotiating < swarm.limits().maxNegotiating()) {
        if (!scope.takeNegotiation()) {
          return true;
        }
        MuxedStream stream = conn.poll().orElse(null);
        if (stream == null) {
          scope.giveNegotiation();
          return false;
        }
        negotiating++;
        swarm.scheduler().start("stream", () -> serve(stream));
      }
      return false;
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void closed(long code, boolean remote) {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    metrics().connectionClosed(direction, conn.bytesIn(), conn.bytesOut());
    scope.close();
    swarm.closed(this);
  }

  private void serve(MuxedStream muxed) {
    InboundStreamPlaces.Place place =
        swarm.places().arrive(peer(), remoteAddress().ip(), () -> turnOut(muxed));
    try {
      agreed(muxed).ifPresent(protocol -> serve(muxed, protocol, place));
    } finally {
      place.leave();
    }
  }

  private void turnOut(MuxedStream muxed) {
    refused("places");
    muxed.reset(StreamReset.RESOURCE_LIMIT_EXCEEDED);
  }

  private Optional<String> agreed(MuxedStream muxed) {
    boolean counted = takeStream();
    Optional<String> agreed = Optional.empty();
    try {
      if (counted) {
        agreed = agree(muxed);
      } else {
        refused("streams");
        muxed.reset(StreamReset.RESOURCE_LIMIT_EXCEEDED);
      }
      return agreed;
    } finally {
      if (agreed.isEmpty()) {
        muxed.reset(StreamReset.PROTOCOL_NEGOTIATION_FAILED);
        if (counted) {
          giveStream();
        }
      }
      negotiated();
    }
  }

  /// Takes what an inbound stream counts as; nothing when interrupted.
  private boolean takeStream() {
    try {
      return takeStream(Scheduler.NEVER);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Optional<String> agree(MuxedStream muxed) {
    try {
      muxed.deadline(scheduler().deadline(NEGOTIATION_TIMEOUT));
      String protocol = Multistream.accept(muxed, p -> swarm.protocols().handler(p).isPresent());
      muxed.deadline(Scheduler.NEVER);
      return Optional.of(protocol);
    } catch (IOException e) {
      LOG.debug("no protocol agreed with {}: {}", peer(), e.getMessage());
      refused("negotiation");
      noteFailure();
      return Optional.empty();
    }
  }

  private void serve(MuxedStream muxed, String protocol, InboundStreamPlaces.Place place) {
    ProtocolHandlers.Serving serving = swarm.protocols().handler(protocol).orElse(null);
    if (serving == null) {
      muxed.reset(StreamReset.PROTOCOL_NEGOTIATION_FAILED);
      giveStream();
      return;
    }
    Admission admission = serving.admission(place, protocol, scheduler());
    SwarmStream stream = SwarmStream.inbound(this, muxed, protocol, admission);
    register(stream);
    stream.deadline(Duration.ZERO);
    handle(serving.handler(), stream);
  }

  private void noteFailure() {
    monitor.lock();
    boolean tooMany;
    try {
      tooMany = !closed && failed.isTooMuch(scheduler().nanoTime());
    } finally {
      monitor.unlock();
    }
    if (tooMany) {
      refused("protocol");
      close(StreamReset.PROTOCOL_VIOLATION);
    }
  }

  private void negotiated() {
    scope.giveNegotiation();
    monitor.lock();
    try {
      negotiating--;
    } finally {
      monitor.unlock();
    }
    streamsWaiting();
  }

  /// Whatever ends the handler ends the stream: one that nobody serves must not hold its place.
  private void handle(StreamHandler handler, SwarmStream stream) {
    boolean done = false;
    try {
      handler.handle(stream);
      stream.close();
      done = true;
    } catch (IOException e) {
      LOG.debug("{} from {} ended: {}", stream.protocol(), peer(), e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("the handler of {} failed", stream.protocol(), e);
    } finally {
      if (!done) {
        stream.reset(StreamReset.NONE);
      }
    }
  }
}
