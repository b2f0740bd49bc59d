package network.cairn.node.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.node.cli.Version;
import network.cairn.node.door.Endpoints;
import network.cairn.node.door.Handler;
import network.cairn.node.door.HttpDoor;
import network.cairn.node.door.Request;
import network.cairn.node.door.Response;
import network.cairn.node.door.Route;
import network.cairn.node.door.RpcHandler;
import network.cairn.node.door.kubo.Backend;
import network.cairn.node.door.kubo.KuboCommands;
import network.cairn.node.keys.Token;

/// A running daemon: a node on the network behind its HTTP door. Thread-safe.
public final class Daemon implements AutoCloseable {
  private static final int CALLS_AT_ONCE = 256;
  private static final String API = "Addresses.API";

  private final Node node;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Backend backend;
  private final Multiaddr api;

  private Daemon(Node node) throws IOException {
    this.node = node;
    this.backend = node.online(stop::countDown);
    this.api = openDoor();
  }

  /// Opens a home and joins the network; when this returns, the door answers.
  ///
  /// @throws StartFailed if an address is taken or wrong
  public static Daemon start(Path home) throws IOException {
    Node node = Node.open(home, "cairn daemon");
    try {
      return new Daemon(node);
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private Multiaddr openDoor() throws IOException {
    Token token = Token.ofHome(node.home(), new SecureRandom());
    List<Route> routes = new ArrayList<>();
    routes.addAll(KuboCommands.routes(backend, () -> List.copyOf(routes)));
    InetSocketAddress address = Addresses.socket(API, node.config().apiAddress());
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
                          "/metrics",
                          metrics(),
                          "/debug/metrics/prometheus",
                          metrics())));
    } catch (IOException e) {
      throw new StartFailed(e.getMessage() + " (" + API + ")", e);
    }
    port.set(door.port());
    Multiaddr listening = Addresses.tcp(address.getAddress(), door.port());
    publish(listening);
    return listening;
  }

  private Handler metrics() {
    return (Request request, Response response) -> {
      boolean get = request.method().equals("GET");
      response.send(
          get ? 200 : 405,
          Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
          get ? node.metrics().text().getBytes(StandardCharsets.UTF_8) : new byte[0]);
    };
  }

  /// Clients of this home find the door by the file `api`.
  private void publish(Multiaddr address) throws IOException {
    Path file = node.home().resolve("api");
    Path draft = node.home().resolve("api.new");
    Files.writeString(draft, address.toString());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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

  /// Waits until someone asked for the end.
  public void awaitStop() throws InterruptedException {
    stop.await();
  }

  /// Asks for the end.
  public void stop() {
    stop.countDown();
  }

  @Override
  public void close() {
    stop.countDown();
    node.close();
  }

  /// Runs until the process is told to end, and returns the exit code.
  public static int run(Path home, PrintStream out) throws IOException, InterruptedException {
    out.println("Initializing daemon...");
    CountDownLatch closed = new CountDownLatch(1);
    Daemon daemon = start(home);
    Thread onSignal = Thread.ofPlatform().unstarted(() -> end(daemon, closed, out));
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      daemon.announce(out);
      daemon.awaitStop();
    } finally {
      daemon.close();
      closed.countDown();
    }
    return 0;
  }

  /// Ends with status 0 once all is closed, as a signal is the usual way to end a daemon.
  private static void end(Daemon daemon, CountDownLatch closed, PrintStream out) {
    if (closed.getCount() == 0) {
      return;
    }
    out.println("Received interrupt signal, shutting down...");
    daemon.stop();
    boolean clean = false;
    try {
      clean = closed.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      out.println("shutting down was interrupted");
    }
    out.flush();
    Runtime.getRuntime().halt(clean ? 0 : 1);
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
