package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
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
import network.cairn.libp2p.resolve.AddressResolver;
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
/// What is open stands in a [ConnectionTable]. A maintenance task ticks every connection once a
/// second, closes surplus connections of one peer and trims above the high water mark.
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
      AddressResolver resolver,
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

  private final ConnectionTable table;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  public Swarm(Parts parts) {
    this.parts = parts;
    this.gate = new Gate(parts.gater, parts.metrics);
    this.resources = new Resources(parts.limits.resources());
    this.table = new ConnectionTable(parts.scheduler, parts.limits, standing);
    this.relief = new Relief(parts.scheduler, resources, this::members);
    this.dialer =
        new Dialer(this, parts.upgrader, gate, List.copyOf(parts.transports), parts.resolver);
    this.acceptor = new Acceptor(this, parts.upgrader, gate);
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
    listeners.add(opened);
    new CriticalLoop(parts.scheduler, "accept", () -> acceptor.acceptAll(opened)).start();
  }

  /// The addresses listened on, with concrete ports.
  public List<Multiaddr> listenAddresses() {
    return listeners.stream().map(Listener::address).toList();
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
    Optional<SwarmConnection> existing = table.awaitTurn(peer, deadline);
    if (existing.isPresent()) {
      return existing.get();
    }
    try {
      return dialer.dial(peer, addresses, parts.peerstore.addresses(peer), deadline);
    } finally {
      table.dialled(peer);
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
    return table.best(peer);
  }

  /// Every open connection, oldest first.
  public List<SwarmConnection> connections() {
    return table.all();
  }

  /// Closes every connection to a peer.
  public void disconnect(PeerId peer) {
    table.of(peer).forEach(c -> c.close(0));
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
    table.of(peer).forEach(SwarmConnection::updateKnown);
  }

  @Override
  public void close() {
    table.close();
    listeners.forEach(Listener::close);
    List<SwarmConnection> all = connections();
    table.awaitIdle(all, parts.scheduler.deadline(CLOSE_WAIT));
    all.forEach(c -> c.close(0));
    table.awaitEmpty(parts.scheduler.deadline(CLOSE_WAIT));
    parts.transports.forEach(Transport::close);
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

  private List<Relief.Member> members() {
    return connections().stream()
        .map(each -> new Relief.Member(each.scope(), () -> giveWay(each)))
        .toList();
  }

  private static void giveWay(SwarmConnection connection) {
    connection.refused("share");
    connection.close(TRIMMED);
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
    if (peer.equals(parts.self)) {
      throw refused(conn, "connections");
    }
    SwarmConnection connection =
        table
            .add(peer, number -> new SwarmConnection(this, conn, direction, scope, number))
            .orElseThrow(() -> refused(conn, "connections"));
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
    table.ifOpen(connection, listener::identified);
    trimIfNeeded();
  }

  void closed(SwarmConnection connection) {
    table.remove(connection, listener::gone);
  }

  private void maintain() {
    while (table.awaitTick(parts.scheduler.deadline(TICK))) {
      connections().forEach(this::tick);
      table.surplus(parts.self).forEach(c -> c.close(SUPPLANTED));
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

  private void trimIfNeeded() {
    table.tooMany().forEach(c -> c.close(TRIMMED));
  }

  /// Ends the connection that a newcomer from this site may take the place of; whether there was
  /// one.
  boolean makeRoom(Optional<AddressPrefix> newcomer) {
    Optional<SwarmConnection> victim = table.displaced(newcomer);
    victim.ifPresent(c -> c.close(TRIMMED));
    return victim.isPresent();
  }

  boolean isClosed() {
    return table.isClosed();
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
