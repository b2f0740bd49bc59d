package network.cairn.libp2p;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.ConnectionGater;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.resolve.Names;
import network.cairn.libp2p.swarm.Limits;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.tcp.TcpTransport;
import network.cairn.libp2p.upgrade.Upgrader;
import org.jspecify.annotations.Nullable;

/// Puts a host together. Two lines make a node on TCP:
///
/// ```java
/// Host host = HostBuilder.tcp(identity).build();
/// host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"));
/// ```
///
/// Not thread-safe; one builder builds one host.
public final class HostBuilder {
  private static final int REMEMBERED_PEERS = 10_000;

  final PrivateKey identity;
  final List<Transport> transports = new ArrayList<>();
  Scheduler scheduler = new RealScheduler();
  RandomGenerator random = new SecureRandom();
  Peerstore peerstore = new Peerstore(REMEMBERED_PEERS);
  Limits limits = Limits.standard();
  ConnectionGater gater = ConnectionGater.OPEN;
  UnaryOperator<List<Multiaddr>> announcing = UnaryOperator.identity();
  NetworkMetrics metrics = NetworkMetrics.NONE;
  Names names = Names.NONE;
  String agent = "cairn/0";
  private @Nullable Upgrader upgrader;

  private HostBuilder(PrivateKey identity) {
    this.identity = identity;
  }

  /// A host without transports.
  public static HostBuilder of(PrivateKey identity) {
    return new HostBuilder(identity);
  }

  /// A host on TCP.
  public static HostBuilder tcp(PrivateKey identity) {
    return of(identity).transport(new TcpTransport());
  }

  public HostBuilder transport(Transport transport) {
    transports.add(transport);
    return this;
  }

  /// The security protocols and muxers for transports that deliver raw connections; Noise and yamux
  /// by default.
  public HostBuilder upgrader(Upgrader offered) {
    upgrader = offered;
    return this;
  }

  Upgrader upgrader() {
    return upgrader == null ? Upgrader.standard(identity, random, scheduler) : upgrader;
  }

  /// Who owns time, waits and threads; real ones by default.
  public HostBuilder scheduler(Scheduler owner) {
    scheduler = owner;
    return this;
  }

  /// Where handshakes and pings get their entropy; a `SecureRandom` by default, anything else only
  /// in simulations.
  public HostBuilder random(RandomGenerator generator) {
    random = generator;
    return this;
  }

  /// What is known of peers from before; nothing by default.
  public HostBuilder peerstore(Peerstore store) {
    peerstore = store;
    return this;
  }

  public HostBuilder limits(Limits bounds) {
    limits = bounds;
    return this;
  }

  /// Who decides which connections may come up; by default all may.
  public HostBuilder gater(ConnectionGater decider) {
    gater = decider;
    return this;
  }

  /// What peers are told, made from the addresses that this host could be reached at, each time
  /// they are asked for; by default these addresses themselves.
  public HostBuilder announcing(UnaryOperator<List<Multiaddr>> choice) {
    announcing = choice;
    return this;
  }

  /// Who knows names in addresses to dial; by default nobody.
  public HostBuilder names(Names known) {
    names = known;
    return this;
  }

  public HostBuilder metrics(NetworkMetrics counter) {
    metrics = counter;
    return this;
  }

  /// The version that peers are told, such as `cairn/1.0.0`.
  public HostBuilder agent(String version) {
    agent = version;
    return this;
  }

  /// Starts the host; it neither listens nor dials until asked to.
  public Host build() {
    return new BasicHost(this);
  }
}
