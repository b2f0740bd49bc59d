package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import network.cairn.app.health.Health;
import network.cairn.cli.Version;
import network.cairn.deals.provider.LedgerProvider;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.cairn.CairnCommands;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running daemon: a node on the network behind its HTTP door. Thread-safe.
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final StorageNode node;
  private final Backend backend;
  private final ApiDoors doors;
  private final GatewayDoors gateway;
  private final MetricsDoors watching;

  /// What a daemon is to be.
  ///
  /// @param role the provider's, if it is to have it
  /// @param offline whether it keeps away from the network: listens to no peer and dials none
  record Plan(Optional<LedgerSide.Role> role, boolean offline) {}

  private Daemon(StorageNode node, Plan plan, Runnable stop) throws IOException {
    this.node = node;
    if (plan.role().isEmpty()) {
      warnOfDuties(LedgerProvider.duties(node.repository().state()));
    }
    AtomicReference<Runnable> shut = new AtomicReference<>(() -> {});
    Runnable shutdown =
        () -> {
          shut.get().run();
          stop.run();
        };
    this.backend = plan.offline() ? node.offline(shutdown) : node.online(shutdown);
    Optional<LedgerServices> money = plan.offline() ? Optional.empty() : money(plan.role());
    this.gateway = GatewayDoors.open(node, backend.content());
    String shown = gateway.addresses().stream().findFirst().map(ApiDoors::url).orElse("");
    this.doors = ApiDoors.open(node, backend, routes(money, plan.offline()), money, shown);
    this.watching = MetricsDoors.open(node, health(money));
    shut.set(this::shut);
  }

  private void shut() {
    doors.shut();
    gateway.shut();
    watching.shut();
  }

  private static void warnOfDuties(long duties) {
    if (duties > 0) {
      LOG.warn(
          "this home has {} to prove for others, and this daemon proves nothing: it has not the"
              + " provider's role. A period that is not proven is not paid, from the second on it"
              + " costs collateral: stop this daemon, then 'cairn provider start'",
          duties == 1 ? "1 set" : duties + " sets");
    }
  }

  private List<Route> withoutPeers() {
    return node.config().networkFile().isPresent()
        ? CairnCommands.offline()
        : CairnCommands.withoutNetwork();
  }

  private Health health(Optional<LedgerServices> money) {
    Health health =
        new Health(
            NodeChecks.of(
                node.repository(),
                node.config(),
                backend.online().map(Backend.Online::host),
                money),
            node.scheduler());
    health.bind(node.metrics());
    return health;
  }

  private Optional<LedgerServices> money(Optional<LedgerSide.Role> role) throws IOException {
    Optional<NetworkFile> network = LedgerSide.network(node.home(), node.config());
    if (network.isEmpty()) {
      if (role.isPresent()) {
        throw new StartFailed(
            "a provider needs a network; make the home with 'cairn init --network FILE'");
      }
      return Optional.empty();
    }
    Host host = backend.online().orElseThrow().host();
    return Optional.of(LedgerSide.open(node, host, network.get(), role));
  }

  /// Opens a home and joins the network; when this returns, the door answers.
  ///
  /// @throws StartFailed if an address is taken or wrong
  ///
  /// @param role the provider's, if it is to have it
  /// @param stop what the door's `shutdown` does; returns at once
  static Daemon start(Path home, Optional<LedgerSide.Role> role, Runnable stop) throws IOException {
    return start(home, new Plan(role, false), stop);
  }

  static Daemon start(Path home, Plan plan, Runnable stop) throws IOException {
    StorageNode node = StorageNode.open(home, "cairn daemon");
    try {
      return new Daemon(node, plan, stop);
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private List<Route> routes(Optional<LedgerServices> money, boolean offline) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(KuboCommands.routes(backend));
    routes.addAll(
        money
            .map(services -> CairnCommands.routes(services, node.scheduler()))
            .orElseGet(offline ? this::withoutPeers : CairnCommands::withoutNetwork));
    return routes;
  }

  /// The addresses of all doors.
  List<Multiaddr> doors() {
    return doors.addresses();
  }

  /// The addresses of the doors for everybody.
  List<Multiaddr> gateways() {
    return gateway.addresses();
  }

  /// The addresses of the doors for those who watch it.
  List<Multiaddr> watched() {
    return watching.addresses();
  }

  /// The address of the first door.
  public Multiaddr api() {
    return doors.addresses().getFirst();
  }

  /// The addresses of this node with its peer id.
  public List<Multiaddr> addresses() {
    return told().stream().map(a -> a.withPeer(node.keys().peerId())).toList();
  }

  private List<Multiaddr> told() {
    return backend.online().map(online -> online.host().announcedAddresses()).orElse(List.of());
  }

  @Override
  public void close() {
    shut();
    node.close();
  }

  /// Runs until the process is told to end, and returns the exit code.
  ///
  /// @param collect whether garbage is collected when the store is nearly full
  static int run(Path home, Plan plan, boolean collect, PrintStream out)
      throws IOException, InterruptedException {
    out.println("Initializing daemon...");
    out.flush();
    Lifetime lifetime = new Lifetime(out);
    try (Daemon daemon = start(home, plan, lifetime::stop)) {
      if (collect) {
        daemon.collectWhenFull();
      }
      daemon.boundOldGeneration();
      daemon.announce(out);
      lifetime.await();
    } finally {
      lifetime.ended();
    }
    return 0;
  }

  private void collectWhenFull() {
    node.closing().add("collector", new AutoCollect(node.repository(), node.scheduler()));
  }

  private void boundOldGeneration() {
    OldGeneration.watch(node.scheduler())
        .ifPresent(watch -> node.closing().add("old generation", watch));
  }

  private void announce(PrintStream out) {
    out.println("Cairn version: " + Version.NUMBER);
    out.println("Repo version: " + node.repository().stat().version());
    out.println("Java version: " + Runtime.version());
    out.println("PeerID: " + node.keys().peerId());
    if (backend.online().isEmpty()) {
      out.println("Swarm not listening, running in offline mode.");
    }
    told().forEach(a -> out.println("Swarm listening on " + a));
    out.println("Run 'cairn id' to inspect announced and discovered multiaddrs of this node.");
    doors.addresses().forEach(api -> out.println("RPC API server listening on " + api));
    doors.page().ifPresent(page -> out.println("Page: " + page + " (open it with 'cairn ui')"));
    gateways().forEach(a -> out.println("Gateway server listening on " + a));
    watched().forEach(a -> out.println("Metrics server listening on " + a));
    out.println("Daemon is ready");
    out.flush();
  }
}
