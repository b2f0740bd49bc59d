package network.cairn.app.daemon;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import network.cairn.api.answer.LedgerVerified;
import network.cairn.app.health.Health;
import network.cairn.app.metrics.NodeMetrics;
import network.cairn.base.time.Fatal;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.cli.Role;
import network.cairn.cli.Terminal;
import network.cairn.cli.Version;
import network.cairn.http.door.DoorLimits;
import network.cairn.http.door.HttpDoor;
import network.cairn.http.rpc.LedgerHandler;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.genesis.HomeVerification;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.join.FollowedChain;
import network.cairn.ledger.store.DamagedState;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.types.Profile;

/// The ledger's roles: running a chain behind its door, replaying it.
final class LedgerRole {
  private static final int CALLS_AT_ONCE = 256;
  private static final int CALLS_PER_NETWORK = 64;

  private LedgerRole() {}

  /// Which engine is to run; of CometBFT, which program.
  sealed interface EngineWish {
    record Embedded() implements EngineWish {}

    record Comet(Path binary) implements EngineWish {}
  }

  /// @throws StartFailed if there is no such engine, or CometBFT is nowhere
  static EngineWish engine(Role.LedgerStart start, Map<String, String> environment) {
    return switch (start.engine()) {
      case "embedded" -> new EngineWish.Embedded();
      case "cometbft" -> new EngineWish.Comet(cometbft(start.cometbft(), environment));
      default ->
          throw new StartFailed(
              "--engine must be embedded or cometbft, not '" + start.engine() + "'");
    };
  }

  /// CometBFT's program.
  ///
  /// @param named on the command line
  /// @throws StartFailed with the command that installs it, if it is nowhere
  static Path cometbft(Optional<String> named, Map<String, String> environment) {
    return named
        .or(() -> Optional.ofNullable(environment.get("CAIRN_COMETBFT")))
        .map(Path::of)
        .or(() -> onPath(environment.getOrDefault("PATH", "")))
        .orElseThrow(() ->
            new StartFailed(
                "CometBFT is not on PATH; name it by --cometbft or CAIRN_COMETBFT, or"
                    + " install it with: go install"
                    + " github.com/cometbft/cometbft/cmd/cometbft@v0.39.4"));
  }

  private static Optional<Path> onPath(String path) {
    StringTokenizer folders = new StringTokenizer(path, File.pathSeparator);
    while (folders.hasMoreTokens()) {
      Path program = Path.of(folders.nextToken()).resolve("cometbft");
      if (Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  /// Where a ledger answers.
  ///
  /// @param listen `address:port`; where the network file says if empty
  /// @param hosts further names that it may be called by, with commas
  /// @param metrics `address:port` for those who watch it; nowhere if empty
  record DoorPlan(Optional<String> listen, Optional<String> hosts, Optional<String> metrics) {
    private List<String> names(LedgerHome home) {
      List<String> names = new ArrayList<>();
      names.add(home.network().ledgerUrl().getHost());
      StringTokenizer more = new StringTokenizer(hosts.orElse(""), ", ");
      while (more.hasMoreTokens()) {
        names.add(more.nextToken());
      }
      return names;
    }
  }

  /// Runs a chain until the process is told to end.
  ///
  /// @param keeping of what is not the newest state
  static int start(Path folder, DoorPlan plan, Keeping keeping, EngineWish wish, PrintStream out)
      throws IOException, InterruptedException {
    LedgerHome home = LedgerHome.open(folder);
    InetSocketAddress address =
        plan.listen().map(text -> socket("--listen", text)).orElseGet(() -> named(home));
    Optional<InetSocketAddress> watched = plan.metrics().map(text -> socket("--metrics", text));
    NodeMetrics metrics = new NodeMetrics(Version.NUMBER);
    Closing closing = new Closing();
    Lifetime lifetime = new Lifetime(out);
    Scheduler scheduler = new RealScheduler(Fatal.halt());
    try {
      LedgerHome.Running running =
          closing.add(
              "ledger",
              home.engine(
                  kind(home, wish, scheduler),
                  scheduler,
                  InstantSource.system(),
                  metrics.ledger(),
                  keeping));
      LedgerService service = new LedgerService(new LocalLedger(running.engine()));
      HttpDoor door =
          closing.add(
              "door",
              opened(
                  "--listen",
                  () ->
                      HttpDoor.open(
                          address,
                          "cairn/" + Version.NUMBER,
                          Map.of(LedgerService.PREFIX, handler(home, service)),
                          DoorLimits.ofStrangers(),
                          plan.names(home))));
      running.engine().start();
      Health health = new Health(LedgerChecks.of(running.engine(), scheduler), scheduler);
      health.bind(metrics);
      Optional<HttpDoor> watching = Optional.empty();
      if (watched.isPresent()) {
        watching =
            Optional.of(
                closing.add(
                    "door of metrics",
                    opened(
                        "--metrics",
                        () ->
                            MetricsDoors.open(watched.get(), metrics, health, plan.names(home)))));
      }
      closing.add("head log", new HeadLog(running.engine(), scheduler));
      if (home.foundersDoor().isEmpty()) {
        closing.add("trust note", note(home, scheduler));
      }
      out.println("Ledger " + home.network().chainId());
      out.println("Ledger API listening on " + url(address, door));
      watching.ifPresent(some ->
          out.println(
              "Metrics server listening on "
                  + url(watched.orElseThrow(), some)
                  + MetricsHandler.PATH));
      out.println("Ledger is ready");
      out.flush();
      lifetime.await();
      return 0;
    } finally {
      closing.close();
      lifetime.ended();
    }
  }

  private static EngineKind kind(LedgerHome home, EngineWish wish, Scheduler scheduler) {
    return switch (wish) {
      case EngineWish.Embedded _ -> new EngineKind.Embedded();
      case EngineWish.Comet(Path binary) ->
          home.cometbft(
              binary, joined -> FollowedChain.over(joined, InstantSource.system(), scheduler));
    };
  }

  private static TrustNote note(LedgerHome home, Scheduler scheduler) {
    NetworkFile network = home.network();
    HeadFile heads = HeadFile.of(home.folder(), network.chainId(), network.chainRef());
    return new TrustNote(
        () -> RemoteLedger.over(network, InstantSource.system(), heads), scheduler);
  }

  private static LedgerHandler handler(LedgerHome home, LedgerService service) {
    return new LedgerHandler(
        service, Profile.of(home.network().chainId()), CALLS_AT_ONCE, CALLS_PER_NETWORK);
  }

  private interface Opening {
    HttpDoor open() throws IOException;
  }

  private static HttpDoor opened(String option, Opening opening) {
    try {
      return opening.open();
    } catch (IOException e) {
      throw new StartFailed(e.getMessage() + "; choose another address with " + option, e);
    }
  }

  private static String url(InetSocketAddress address, HttpDoor door) {
    String host = address.getAddress().getHostAddress();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + door.port();
  }

  private static InetSocketAddress named(LedgerHome home) {
    URI url = home.network().ledgerUrl();
    int port = url.getPort() < 0 ? 80 : url.getPort();
    return resolved(url.getHost(), port);
  }

  private static InetSocketAddress socket(String option, String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new StartFailed(option + " must be <address>:<port>, not '" + text + "'");
    }
    return resolved(text.substring(0, colon), Integer.parseInt(port));
  }

  private static InetSocketAddress resolved(String host, int port) {
    InetSocketAddress address = new InetSocketAddress(host.replace("[", "").replace("]", ""), port);
    if (address.isUnresolved()) {
      throw new StartFailed("the host '" + host + "' is not known here; give --listen");
    }
    return address;
  }

  /// Replays a chain from genesis and says where it stands. A run that was interrupted leaves the
  /// folder `verify`, and the next one goes on with it.
  static void verify(Path folder, boolean json, Terminal terminal) throws IOException {
    LedgerHome home = LedgerHome.open(folder);
    Path scratch = folder.resolve("verify");
    ReplayProgress progress = ReplayProgress.on(terminal);
    HomeVerification.Verified head;
    try {
      head = verified(home, scratch, progress);
    } catch (DamagedLedger e) {
      delete(scratch);
      throw e;
    } finally {
      progress.end();
    }
    delete(scratch);
    PrintStream out = terminal.out();
    String appHash = HexFormat.of().formatHex(head.appHash().toByteArray());
    if (json) {
      out.println(new LedgerVerified(head.height(), appHash, head.torn()).json());
      return;
    }
    out.println("verified up to height " + head.height() + ", app hash " + appHash);
    if (head.torn()) {
      out.println(
          "the log ends in a part of block "
              + (head.height() + 1)
              + ", which was never answered to anybody; the next start moves it aside");
    }
  }

  /// What an earlier run left may have been cut by a loss of power, or be another ledger's since a
  /// backup was put back. So a fault that is found over it counts only once it is found without.
  private static HomeVerification.Verified verified(
      LedgerHome home, Path scratch, ReplayProgress progress) throws IOException {
    boolean goesOn = Files.exists(scratch);
    try {
      return home.verify(scratch, progress);
    } catch (DamagedState e) {
      if (!String.valueOf(e.getMessage()).contains(scratch.toString())) {
        throw e;
      }
    } catch (DamagedLedger e) {
      if (!goesOn) {
        throw e;
      }
    }
    delete(scratch);
    return home.verify(scratch, progress);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
