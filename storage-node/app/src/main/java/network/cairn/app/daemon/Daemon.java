package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.api.DoorProof;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.Version;
import network.cairn.http.door.DoorLimits;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.ProofHandler;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.RpcHandler;
import network.cairn.http.rpc.cairn.CairnCommands;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.store.keys.Token;

/// A running daemon: a node on the network behind its HTTP door. Thread-safe.
final class Daemon implements AutoCloseable {
  private static final int CALLS_AT_ONCE = 256;

  private static final String API = "Addresses.API";

  private final StorageNode node;
  private final Backend backend;
  private final Multiaddr api;

  private Daemon(StorageNode node, Optional<LedgerSide.Role> role, Runnable stop)
      throws IOException {
    this.node = node;
    this.backend = node.online(stop);
    this.api = openDoor(money(role));
  }

  private List<Route> money(Optional<LedgerSide.Role> role) throws IOException {
    Optional<NetworkFile> network = LedgerSide.network(node.home(), node.config());
    if (network.isEmpty()) {
      if (role.isPresent()) {
        throw new StartFailed(
            "a provider needs a network; make the home with 'cairn init --network FILE'");
      }
      return CairnCommands.withoutNetwork();
    }
    Host host = backend.online().orElseThrow().host();
    return CairnCommands.routes(LedgerSide.open(node, host, network.get(), role), node.scheduler());
  }

  /// Opens a home and joins the network; when this returns, the door answers.
  ///
  /// @throws StartFailed if an address is taken or wrong
  ///
  /// @param role the provider's, if it is to have it
  /// @param stop what the door's `shutdown` does; returns at once
  static Daemon start(Path home, Optional<LedgerSide.Role> role, Runnable stop) throws IOException {
    StorageNode node = StorageNode.open(home, "cairn daemon");
    try {
      return new Daemon(node, role, stop);
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private Multiaddr openDoor(List<Route> money) throws IOException {
    Token token = Token.ofHome(node.home(), new SecureRandom());
    List<Route> routes = new ArrayList<>();
    routes.addAll(KuboCommands.routes(backend, () -> List.copyOf(routes)));
    routes.addAll(money);
    InetSocketAddress address = ConfiguredAddresses.socket(API, node.config().apiAddress());
    AtomicInteger port = new AtomicInteger(address.getPort());
    RpcHandler rpc =
        new RpcHandler(
            new Endpoints(routes), port::get, token::matches, node.metrics().door(), CALLS_AT_ONCE);
    HttpDoor door;
    try {
      door =
          node.closing()
              .add(
                  "door",
                  HttpDoor.open(
                      address,
                      "cairn/" + Version.NUMBER,
                      Map.of(
                          RpcHandler.PREFIX,
                          rpc,
                          DoorProof.PATH,
                          new ProofHandler((nonce, reached) ->
                              token.use(secret -> DoorProof.of(secret, nonce, reached))),
                          "/metrics",
                          new MetricsHandler(node.metrics()),
                          "/debug/metrics/prometheus",
                          new MetricsHandler(node.metrics())),
                      DoorLimits.ofUsers(),
                      node.config().apiHosts()));
    } catch (IOException e) {
      throw new StartFailed(
          e.getMessage() + "; choose another with 'cairn config " + API + " ADDRESS'", e);
    }
    port.set(door.port());
    Multiaddr listening = ConfiguredAddresses.tcp(address.getAddress(), door.port());
    publish(listening);
    return listening;
  }

  /// Clients of this home find the door by the file `api`.
  private void publish(Multiaddr address) throws IOException {
    Path file = node.home().resolve("api");
    DurableFiles.replace(file, address.toString());
    node.closing().add("api file", () -> Files.deleteIfExists(file));
  }

  /// The address of the door.
  public Multiaddr api() {
    return api;
  }

  /// The addresses of this node with its peer id.
  public List<Multiaddr> addresses() {
    return backend.online().orElseThrow().host().announcedAddresses().stream()
        .map(a -> a.withPeer(node.keys().peerId()))
        .toList();
  }

  @Override
  public void close() {
    node.close();
  }

  /// Runs until the process is told to end, and returns the exit code.
  ///
  /// @param collect whether garbage is collected when the store is nearly full
  static int run(Path home, Optional<LedgerSide.Role> role, boolean collect, PrintStream out)
      throws IOException, InterruptedException {
    out.println("Initializing daemon...");
    out.flush();
    Lifetime lifetime = new Lifetime(out);
    try (Daemon daemon = start(home, role, lifetime::stop)) {
      if (collect) {
        daemon.collectWhenFull();
      }
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

  private void announce(PrintStream out) {
    out.println("Cairn version: " + Version.NUMBER);
    out.println("Repo version: " + node.repository().stat().version());
    out.println("Java version: " + Runtime.version());
    out.println("PeerID: " + node.keys().peerId());
    backend
        .online()
        .orElseThrow()
        .host()
        .announcedAddresses()
        .forEach(a -> out.println("Swarm listening on " + a));
    out.println("Run 'cairn id' to inspect announced and discovered multiaddrs of this node.");
    out.println("RPC API server listening on " + api);
    out.println("Daemon is ready");
    out.flush();
  }
}
