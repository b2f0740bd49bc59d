package network.cairn.app.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.api.DoorProof;
import network.cairn.base.files.DurableFiles;
import network.cairn.cli.Version;
import network.cairn.http.door.DoorLimits;
import network.cairn.http.door.Handler;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.page.Api1Handler;
import network.cairn.http.page.PageHandler;
import network.cairn.http.rpc.Callers;
import network.cairn.http.rpc.DoorRules;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.ProofHandler;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.RpcHandler;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.store.config.Config;
import network.cairn.store.keys.Token;

/// The daemon's HTTP doors: the same commands at each of the configured addresses. Thread-safe.
final class ApiDoors {
  private static final int CALLS_AT_ONCE = 256;
  private static final String API = "Addresses.API";

  private final List<HttpDoor> doors = new ArrayList<>();
  private final List<Api1Handler> streams = new ArrayList<>();
  private final List<Multiaddr> addresses = new ArrayList<>();

  private ApiDoors() {}

  /// Opens all doors, and says in the file `api` of the home where the first is.
  ///
  /// @param gateway where the page sends who wants to see a file; empty without one
  /// @throws StartFailed if one cannot be opened: a door that its owner relies on must be there
  static ApiDoors open(
      StorageNode node,
      Backend backend,
      List<Route> routes,
      Optional<LedgerServices> ledger,
      String gateway)
      throws IOException {
    List<InetSocketAddress> wanted =
        node.config().apiAddresses().stream()
            .map(text -> ConfiguredAddresses.socket(API, text))
            .toList();
    ApiDoors opened = new ApiDoors();
    Map<String, Handler> handlers = opened.handlers(node, backend, routes, ledger, gateway);
    for (InetSocketAddress address : wanted) {
      opened.open(node, address, handlers);
    }
    if (!opened.addresses.isEmpty()) {
      publish(node, opened.addresses.getFirst());
    }
    return opened;
  }

  private Map<String, Handler> handlers(
      StorageNode node,
      Backend backend,
      List<Route> routes,
      Optional<LedgerServices> ledger,
      String gateway)
      throws IOException {
    Token token = Token.ofHome(node.home(), new SecureRandom());
    DoorRules rules = rules(node.config());
    Callers callers = new Callers(rules, token::matches);
    Endpoints endpoints = new Endpoints(routes);
    RpcHandler rpc = new RpcHandler(endpoints, callers, node.metrics().door(), CALLS_AT_ONCE);
    Api1Handler data =
        node.closing()
            .add(
                "page",
                new Api1Handler(
                    callers,
                    new Api1Handler.Shown(
                        endpoints,
                        backend.content(),
                        gateway,
                        ledger,
                        backend.log(),
                        node.scheduler())));
    streams.add(data);
    return Map.of(
        RpcHandler.PREFIX,
        rpc,
        Api1Handler.PREFIX,
        data,
        PageHandler.ROOT,
        new PageHandler(),
        DoorProof.PATH,
        new ProofHandler(
            (nonce, reached) -> token.use(secret -> DoorProof.of(secret, nonce, reached)),
            rules.closed()),
        MetricsHandler.KUBOS,
        new MetricsHandler(node.metrics()));
  }

  private static DoorRules rules(Config config) {
    return new DoorRules(
        config.apiHeaders(),
        config.apiGrants().stream()
            .map(grant -> new DoorRules.Grant(grant.secret(), grant.paths()))
            .toList());
  }

  private void open(StorageNode node, InetSocketAddress address, Map<String, Handler> handlers)
      throws IOException {
    try {
      HttpDoor door =
          node.closing()
              .add(
                  "door",
                  HttpDoor.open(
                      address,
                      "cairn/" + Version.NUMBER,
                      handlers,
                      DoorLimits.ofUsers(),
                      node.config().apiHosts()));
      doors.add(door);
      addresses.add(ConfiguredAddresses.tcp(address.getAddress(), door.port()));
    } catch (IOException e) {
      throw new StartFailed(
          e.getMessage() + "; choose another with 'cairn config " + API + " ADDRESS'", e);
    }
  }

  /// Clients of this home find the door by the file `api`.
  private static void publish(StorageNode node, Multiaddr address) throws IOException {
    Path file = node.home().resolve("api");
    try {
      DurableFiles.replace(file, address.toString());
    } catch (IOException e) {
      throw new StartFailed(
          "cannot write the file by which other commands find this daemon: "
              + e.getMessage()
              + "; if the disk is full, make room on it ('cairn repo gc' works without a daemon),"
              + " then start again",
          e);
    }
    node.closing().add("api file", () -> Files.deleteIfExists(file));
  }

  /// Where the doors are; none if the configuration wants none.
  List<Multiaddr> addresses() {
    return List.copyOf(addresses);
  }

  /// Where a browser on this machine finds the page; empty without a door.
  Optional<String> page() {
    return addresses.stream().findFirst().map(ApiDoors::page);
  }

  private static String page(Multiaddr door) {
    return url(door) + PageHandler.FOLDER;
  }

  /// Where a browser on this machine finds a door.
  static String url(Multiaddr door) {
    InetAddress ip = door.ip().orElseThrow();
    String host = ip.isAnyLocalAddress() ? "127.0.0.1" : ip.getHostAddress();
    String named = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + named + ":" + door.port().orElseThrow();
  }

  /// Begins no further call, and ends the streams of events, which would never end.
  void shut() {
    doors.forEach(HttpDoor::shut);
    streams.forEach(Api1Handler::close);
  }
}
