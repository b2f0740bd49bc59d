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
import network.cairn.libp2p.pnet.PrivateNetwork;
import network.cairn.libp2p.pnet.SwarmKey;
import network.cairn.libp2p.resolve.Names;
import network.cairn.libp2p.swarm.Limits;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.quic.QuicTransport;
import network.cairn.libp2p.transport.tcp.TcpTransport;
import network.cairn.libp2p.upgrade.Channel;
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
  private final List<Transport> transports = new ArrayList<>();
  Scheduler scheduler = new RealScheduler();
  RandomGenerator random = new SecureRandom();
  Peerstore peerstore = new Peerstore(REMEMBERED_PEERS);
  Limits limits = Limits.standard();
  ConnectionGater gater = ConnectionGater.OPEN;
  UnaryOperator<List<Multiaddr>> announcing = UnaryOperator.identity();
  NetworkMetrics metrics = NetworkMetrics.NONE;
  Names names = Names.NONE;
  String agent = "cairn/0";
  private List<Channel> channels = List.of(Channel.values());
  private @Nullable Upgrader upgrader;
  private @Nullable SwarmKey swarmKey;
  private boolean quic;

  private HostBuilder(PrivateKey identity) {
    this.identity = identity;
  }

  /// A host without transports.
  public static HostBuilder of(PrivateKey identity) {
    return new HostBuilder(identity);
  }

  /// A host on TCP and WebSockets over it.
  public static HostBuilder tcp(PrivateKey identity) {
    return tcp(identity, true);
  }

  /// A host on TCP.
  ///
  /// @param websockets whether on WebSockets too
  public static HostBuilder tcp(PrivateKey identity, boolean websockets) {
    return of(identity).transport(new TcpTransport(websockets, new SecureRandom()));
  }

  /// A further way to carry connections; the first that knows an address takes it.
  public HostBuilder transport(Transport transport) {
    transports.add(transport);
    return this;
  }

  /// Whether on QUIC too; off by default. Its native codec is loaded when the first such address is
  /// listened on or dialled; where there is none for this platform, that fails with a message that
  /// says so, and all else works.
  public HostBuilder quic(boolean on) {
    quic = on;
    return this;
  }

  List<Transport> transports() {
    List<Transport> all = new ArrayList<>(transports);
    if (quic) {
      all.add(new QuicTransport(identity, new SecureRandom(), scheduler));
    }
    return all;
  }

  /// The security protocols and muxers for transports that deliver raw connections; by default
  /// those of [#channels] and yamux.
  public HostBuilder upgrader(Upgrader offered) {
    upgrader = offered;
    return this;
  }

  /// Makes the host a member of a private network: it meets none but those with the same key, on
  /// transports that leave securing to the host (TCP and WebSocket); by default it meets everybody.
  public HostBuilder privateNetwork(SwarmKey key) {
    swarmKey = key;
    return this;
  }

  Upgrader upgrader() {
    return swarmKey == null ? ofAll() : ofAll().within(new PrivateNetwork(swarmKey, random));
  }

  private Upgrader ofAll() {
    if (upgrader != null) {
      return upgrader;
    }
    List<Channel> offered = random instanceof SecureRandom ? channels : List.of(Channel.NOISE);
    return Upgrader.of(offered, identity, random, scheduler);
  }

  /// The secure channels offered, best first; TLS and then Noise by default. A simulation (another
  /// generator than a `SecureRandom`) has Noise alone, as no seed decides what TLS draws.
  ///
  /// @param bestFirst at least one
  public HostBuilder channels(List<Channel> bestFirst) {
    channels = List.copyOf(bestFirst);
    return this;
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

  /// What the host may hold at once; by default what a heap of 4 GiB carries.
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

  /// Who is told of connections and streams, to count them; by default nobody.
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
