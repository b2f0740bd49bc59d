package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import network.cairn.base.net.AddressPrefix;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.ConnectionGater;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.resource.ConnectionScope;
import network.cairn.libp2p.resource.Resource;
import network.cairn.libp2p.resource.ResourceLimits;
import network.cairn.libp2p.resource.Resources;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.upgrade.Upgrader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connections of a host: listens, dials, keeps them within limits, opens streams. Thread-safe.
///
/// One monitor guards the tables; nothing waits while holding it. A maintenance task ticks every
/// connection once a second, closes surplus connections of one peer and trims above the high water
/// mark.
public final class Swarm implements AutoCloseable {
  /// What a swarm is made of.
  ///
  /// @param listener told of connections; given last so that it may use the swarm
  public record Parts(
      PeerId self,
      Scheduler scheduler,
      Upgrader upgrader,
      List<Transport> transports,
      Peerstore peerstore,
      ProtocolHandlers protocols,
      Limits limits,
      ConnectionGater gater,
      NetworkMetrics metrics,
      Function<Swarm, SwarmListener> listener) {}

  private static final Logger LOG = LoggerFactory.getLogger(Swarm.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration IDENTIFY_WAIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);
  static final long TRIMMED = 0x1005;
  private static final long SUPPLANTED = 0x1004;

  private final Parts parts;
  private final Gate gate;
  private final Acceptor acceptor;
  private final Dialer dialer;
  private final SwarmListener listener;
  private final Resources resources;
  private final Relief relief;
  private final Standing standing = new Standing();
  private final InboundStreamPlaces places = new InboundStreamPlaces();

  private final Scheduler.Monitor monitor;
  private final Map<PeerId, List<SwarmConnection>> connections = new LinkedHashMap<>();
  private final Set<PeerId> dialling = new HashSet<>();
  private final List<Listener> listeners = new ArrayList<>();
  private int total;
  private boolean trimming;
  private long numbered;
  private boolean closed;

  public Swarm(Parts parts) {
    this.parts = parts;
    this.gate = new Gate(parts.gater, parts.metrics);
    this.resources = new Resources(parts.limits.resources());
    this.relief = new Relief(parts.scheduler, resources, this::connections);
    this.dialer = new Dialer(this, parts.upgrader, gate, List.copyOf(parts.transports));
    this.acceptor = new Acceptor(this, parts.upgrader, gate);
    this.monitor = parts.scheduler.monitor();
    this.listener = parts.listener.apply(this);
    new CriticalLoop(parts.scheduler, "maintenance", this::maintain).start();
  }

  /// Starts listening; port 0 picks a free port.
  public void listen(Multiaddr address) throws IOException {
    Transport transport =
        parts.transports.stream()
            .filter(t -> t.canListen(address))
            .findFirst()
            .orElseThrow(() -> new IOException("no transport listens at " + address));
    Listener opened = transport.listen(address);
    locked(() -> listeners.add(opened));
    new CriticalLoop(parts.scheduler, "accept", () -> acceptor.acceptAll(opened)).start();
  }

  /// The addresses listened on, with concrete ports.
  public List<Multiaddr> listenAddresses() {
    return locked(() -> listeners.stream().map(Listener::address).toList());
  }

  /// Returns a connection to the peer, dialling these addresses and those of the peerstore if there
  /// is none.
  ///
  /// @param addresses addresses given by a person: tried even if they failed a short while ago
  public SwarmConnection connect(PeerId peer, List<Multiaddr> addresses, long deadline)
      throws IOException, InterruptedException {
    if (peer.equals(parts.self)) {
      throw new ConnectException("refusing to dial this host itself");
    }
    Optional<SwarmConnection> existing = awaitTurn(peer, deadline);
    if (existing.isPresent()) {
      return existing.get();
    }
    try {
      List<Multiaddr> all = new ArrayList<>(addresses);
      all.addAll(parts.peerstore.addresses(peer));
      return dialer.dial(peer, all, !addresses.isEmpty(), deadline);
    } finally {
      monitor.lock();
      dialling.remove(peer);
      monitor.signalAll();
      monitor.unlock();
    }
  }

  /// One dial per peer at a time: waits for the running one, then uses what it brought or becomes
  /// the next.
  private Optional<SwarmConnection> awaitTurn(PeerId peer, long deadline)
      throws IOException, InterruptedException {
    monitor.lock();
    try {
      while (true) {
        Optional<SwarmConnection> best = best(peer);
        if (best.isPresent()) {
          return best;
        }
        if (closed) {
          throw new ConnectException("this host is closed");
        }
        if (dialling.add(peer)) {
          return Optional.empty();
        }
        if (!monitor.await(deadline)) {
          throw new ConnectException(
              "cannot connect to " + peer + ": another dial to it takes too long");
        }
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Opens a stream of the first of these protocols that the peer speaks, dialling if needed. Waits
  /// up to 5 s for the peer to be identified; if its protocols are known by then, the proposal goes
  /// out with the first bytes.
  public Stream open(PeerId peer, List<String> protocols, long deadline)
      throws IOException, InterruptedException {
    SwarmConnection connection = connect(peer, List.of(), deadline);
    try {
      return open(connection, protocols, deadline);
    } catch (StreamReset e) {
      if (!connection.isClosed()) {
        throw e;
      }
      return open(connect(peer, List.of(), deadline), protocols, deadline);
    }
  }

  private Stream open(SwarmConnection connection, List<String> protocols, long deadline)
      throws IOException, InterruptedException {
    connection.awaitIdentified(Math.min(deadline, parts.scheduler.deadline(IDENTIFY_WAIT)));
    List<String> known = parts.peerstore.protocols(connection.peer());
    Optional<String> spoken = protocols.stream().filter(known::contains).findFirst();
    return spoken.isPresent()
        ? connection.assume(spoken.get(), deadline)
        : connection.negotiate(protocols, deadline);
  }

  /// The connection to use for new streams, if any.
  public Optional<SwarmConnection> connection(PeerId peer) {
    return locked(() -> best(peer));
  }

  /// Every open connection, oldest first.
  public List<SwarmConnection> connections() {
    return locked(() ->
        connections.values().stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(SwarmConnection::number))
            .toList());
  }

  /// Closes every connection to a peer.
  public void disconnect(PeerId peer) {
    locked(() -> List.copyOf(connections.getOrDefault(peer, List.of()))).forEach(c -> c.close(0));
  }

  public void protect(PeerId peer, String tag) {
    standing.protect(peer, tag);
    updateKnown(peer);
  }

  public void unprotect(PeerId peer, String tag) {
    standing.unprotect(peer, tag);
    updateKnown(peer);
  }

  /// Notes that a peer has given so many bytes that this host had asked for.
  public void useful(PeerId peer, long bytes) {
    if (standing.useful(peer, bytes)) {
      updateKnown(peer);
    }
  }

  private void updateKnown(PeerId peer) {
    locked(() -> List.copyOf(connections.getOrDefault(peer, List.of())))
        .forEach(SwarmConnection::updateKnown);
  }

  @Override
  public void close() {
    List<Listener> open =
        locked(() -> {
          closed = true;
          monitor.signalAll();
          return List.copyOf(listeners);
        });
    open.forEach(Listener::close);
    List<SwarmConnection> all = connections();
    awaitStreams(all);
    all.forEach(c -> c.close(0));
    awaitGone();
  }

  private void awaitStreams(List<SwarmConnection> all) {
    long deadline = parts.scheduler.deadline(CLOSE_WAIT);
    try {
      while (all.stream().anyMatch(c -> c.openStreams() > 0)
          && parts.scheduler.nanoTime() < deadline) {
        parts.scheduler.sleep(Duration.ofMillis(10));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitGone() {
    long deadline = parts.scheduler.deadline(CLOSE_WAIT);
    monitor.lock();
    try {
      while (total > 0 && monitor.await(deadline)) {
        // Woken as connections end.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      monitor.unlock();
    }
  }

  /// Takes in a connection and starts it.
  ///
  /// @param scope what it holds; closed with it, or here if it is refused
  /// @throws IOException if a limit or the gater refuses it; it is closed then
  SwarmConnection add(CapableConn conn, Direction direction, ConnectionScope scope)
      throws IOException {
    boolean added = false;
    try {
      gate.upgraded(direction, conn);
      Optional<String> refusal = scope.secured(conn.remotePeer());
      if (refusal.isPresent()) {
        throw refused(conn, refusal.get());
      }
      scope.known(standing.isKnown(conn.remotePeer(), direction));
      if (!takeOwn(scope)) {
        throw refused(conn, "memory");
      }
      SwarmConnection connection = register(conn, direction, scope);
      added = true;
      return connection;
    } finally {
      if (!added) {
        scope.close();
        conn.close();
      }
    }
  }

  private boolean takeOwn(ConnectionScope scope) {
    return scope.takeOwn()
        || relief.relieve(Resource.MEMORY, scope, ResourceLimits.CONNECTION_BYTES)
            && scope.takeOwn();
  }

  private IOException refused(CapableConn conn, String bound) {
    parts.metrics.refused(bound);
    return new IOException(
        "the host's limit of " + bound + " refuses a further connection with " + conn.remotePeer());
  }

  private SwarmConnection register(CapableConn conn, Direction direction, ConnectionScope scope)
      throws IOException {
    PeerId peer = conn.remotePeer();
    SwarmConnection connection;
    monitor.lock();
    try {
      if (closed || peer.equals(parts.self)) {
        throw refused(conn, "connections");
      }
      connection = new SwarmConnection(this, conn, direction, scope, ++numbered);
      connections.computeIfAbsent(peer, _ -> new ArrayList<>()).add(connection);
      connection.updateKnown();
      total++;
    } finally {
      monitor.unlock();
    }
    parts.metrics.connectionOpened(direction);
    boolean started = false;
    try {
      connection.start();
      parts.scheduler.start("identify", () -> introduce(connection));
      started = true;
      return connection;
    } finally {
      if (!started) {
        connection.close(0);
      }
    }
  }

  private void introduce(SwarmConnection connection) {
    try {
      listener.opened(connection);
    } finally {
      connection.identified();
    }
    locked(() -> {
      if (connections.getOrDefault(connection.peer(), List.of()).contains(connection)) {
        listener.identified(connection.peer());
      }
      return true;
    });
    trimIfNeeded();
  }

  void closed(SwarmConnection connection) {
    PeerId peer = connection.peer();
    monitor.lock();
    try {
      List<SwarmConnection> ofPeer = connections.get(peer);
      if (ofPeer == null || !ofPeer.remove(connection)) {
        return;
      }
      total--;
      if (ofPeer.isEmpty()) {
        connections.remove(peer);
        listener.gone(peer);
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private void maintain() {
    while (awaitTick()) {
      connections().forEach(this::tick);
      surplus().forEach(c -> c.close(SUPPLANTED));
      trimIfNeeded();
    }
  }

  /// A fault in one connection ends that connection, not the care for the others.
  private void tick(SwarmConnection connection) {
    try {
      connection.tick();
      parts.peerstore.touch(connection.peer());
    } catch (RuntimeException e) {
      LOG.error("{}: closing, as its upkeep failed", connection.peer(), e);
      connection.close(0);
    }
  }

  private boolean awaitTick() {
    long next = parts.scheduler.deadline(TICK);
    monitor.lock();
    try {
      while (!(closed && total == 0) && parts.scheduler.nanoTime() < next) {
        monitor.await(next);
      }
      return !(closed && total == 0);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      monitor.unlock();
    }
  }

  /// Idle second connections with a peer. Only the side with the smaller id closes them, so that
  /// two sides that dialled each other at once do not close both.
  private List<SwarmConnection> surplus() {
    long now = parts.scheduler.nanoTime();
    return locked(() -> {
      List<SwarmConnection> idle = new ArrayList<>();
      connections.forEach((peer, list) -> {
        if (list.size() > 1 && parts.self.compareTo(peer) < 0) {
          SwarmConnection best = best(peer).orElseThrow();
          list.stream()
              .filter(c -> c != best && c.openStreams() == 0 && aged(c, now))
              .forEach(idle::add);
        }
      });
      return idle;
    });
  }

  private boolean aged(SwarmConnection connection, long now) {
    return now - connection.openedAt() > parts.limits.grace().toNanos();
  }

  private void trimIfNeeded() {
    long now = parts.scheduler.nanoTime();
    locked(
            () -> {
              trimming =
                  total > parts.limits.highWater() || trimming && total > parts.limits.lowWater();
              return trimming ? victims(now) : List.<SwarmConnection>of();
            })
        .forEach(c -> c.close(TRIMMED));
  }

  /// Those past their grace among as many of the worst as are above the low water mark. The others
  /// of these go when their grace has passed; better ones do not go in their place.
  private List<SwarmConnection> victims(long now) {
    int share = Trimmer.siteShare(parts.limits.lowWater());
    return Trimmer.victims(candidates(now), total - parts.limits.lowWater(), share).stream()
        .filter(c -> aged(c, now))
        .toList();
  }

  /// Every connection that no tag protects.
  private List<Trimmer.Candidate<SwarmConnection>> candidates(long now) {
    return connections.values().stream()
        .flatMap(List::stream)
        .filter(c -> !standing.isProtected(c.peer()))
        .map(c -> c.candidate(now))
        .toList();
  }

  /// Ends the connection that a newcomer from this site may take the place of; whether there was
  /// one.
  boolean makeRoom(Optional<AddressPrefix> newcomer) {
    long now = parts.scheduler.nanoTime();
    Optional<SwarmConnection> victim = locked(() -> Trimmer.displaced(candidates(now), newcomer));
    victim.ifPresent(c -> c.close(TRIMMED));
    return victim.isPresent();
  }

  /// The identified connection with the most streams, among equals the newest.
  private Optional<SwarmConnection> best(PeerId peer) {
    return connections.getOrDefault(peer, List.of()).stream()
        .filter(c -> !c.isClosed())
        .max(
            Comparator.comparing(SwarmConnection::isIdentified)
                .thenComparingInt(SwarmConnection::openStreams)
                .thenComparingLong(SwarmConnection::number));
  }

  private <T> T locked(Supplier<T> action) {
    monitor.lock();
    try {
      return action.get();
    } finally {
      monitor.unlock();
    }
  }

  boolean isClosed() {
    return locked(() -> closed);
  }

  Scheduler scheduler() {
    return parts.scheduler;
  }

  Limits limits() {
    return parts.limits;
  }

  Standing standing() {
    return standing;
  }

  /// What the connections hold.
  public Resources resources() {
    return resources;
  }

  Relief relief() {
    return relief;
  }

  NetworkMetrics metrics() {
    return parts.metrics;
  }

  InboundStreamPlaces places() {
    return places;
  }

  ProtocolHandlers protocols() {
    return parts.protocols;
  }
}
