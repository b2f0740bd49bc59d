package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.app.demo.Demo;
import network.cairn.app.demo.Testnet;
import network.cairn.base.tree.SourceEntry;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.Invocation;
import network.cairn.cli.Roles;
import network.cairn.http.rpc.DoorMetrics;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.RpcHandler;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.genesis.InvalidHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.ledger.wallet.InvalidAddress;
import network.cairn.ledger.wallet.KeyFileFault;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;
import network.cairn.store.repo.RepoLocked;
import network.cairn.store.repo.RepoUnusable;

/// What the program can be besides a client.
public final class NodeRoles implements Roles {
  private static final int CALLS_AT_ONCE = 8;
  private static final Map<String, String> KEPT =
      Map.of(
          "capacity", "Provider.Capacity",
          "price", "Provider.Price",
          "min-size", "Provider.MinSize",
          "max-size", "Provider.MaxSize",
          "payout", "Provider.Payout");

  @Override
  public LocalApi local(Path home) throws IOException {
    return inProcess(home, node -> node.offline(() -> {}));
  }

  @Override
  public LocalApi dialing(Path home) throws IOException {
    return inProcess(home, node -> node.dialing(() -> {}));
  }

  private static LocalApi inProcess(Path home, Function<Node, Backend> network) throws IOException {
    return clearly(() -> {
      Node node = Node.open(home, "cairn");
      Backend backend = network.apply(node);
      return new InProcess(new LocalContent(backend), () -> handler(backend), node);
    });
  }

  private static RpcHandler handler(Backend backend) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(KuboCommands.routes(backend, () -> List.copyOf(routes)));
    return new RpcHandler(
        new Endpoints(routes), () -> 0, _ -> true, DoorMetrics.NONE, CALLS_AT_ONCE);
  }

  @Override
  public void hash(AddRequest request, List<SourceEntry> entries, AddListener listener)
      throws IOException {
    OnlyHash.run(request, entries, listener);
  }

  @Override
  public int run(String role, Path home, Invocation invocation)
      throws IOException, InterruptedException {
    PrintStream out = invocation.terminal().out();
    return clearly(() ->
        switch (role) {
          case "init" -> {
            Home.init(home, plan(invocation), out);
            yield 0;
          }
          case "daemon" -> daemon(home, invocation);
          case "demo" -> Demo.run(invocation);
          case "testnet up" -> Testnet.up(invocation);
          case "testnet status" -> Testnet.status(invocation);
          case "testnet down" -> Testnet.down(invocation);
          case "provider start" -> provider(home, invocation);
          case "ledger init" -> {
            LedgerRole.init(
                ledgerHome(invocation), chainId(invocation), option(invocation, "url"), out);
            yield 0;
          }
          case "ledger start" ->
              LedgerRole.start(
                  ledgerHome(invocation),
                  invocation.text("listen"),
                  LedgerRole.history(invocation.text("history")),
                  out);
          case "ledger transfer" -> {
            TreasuryRole.transfer(
                ledgerHome(invocation), invocation.argument(0), invocation.argument(1), out);
            yield 0;
          }
          case "ledger verify" -> {
            LedgerRole.verify(ledgerHome(invocation), out);
            yield 0;
          }
          case "receipt verify" ->
              ReceiptRole.verify(
                  file(invocation, invocation.argument(0)), network(home, invocation), out);
          default -> throw new CommandFailed("'" + role + "' is not part of this program yet");
        });
  }

  private static Home.Plan plan(Invocation invocation) {
    return new Home.Plan(
        invocation.text("network").map(n -> file(invocation, n)),
        Home.Profile.named(option(invocation, "profile")));
  }

  private static String option(Invocation invocation, String name) {
    return invocation.text(name).orElse("");
  }

  /// A path as the user wrote it.
  private static Path file(Invocation invocation, String text) {
    String home = invocation.terminal().environment().getOrDefault("HOME", "");
    String path = text.startsWith("~/") ? home + text.substring(1) : text;
    return invocation.terminal().directory().resolve(path);
  }

  private static Path ledgerHome(Invocation invocation) {
    return file(invocation, option(invocation, "home"));
  }

  private static String chainId(Invocation invocation) {
    Optional<String> given = invocation.text("chain-id");
    boolean dev = invocation.flag("dev");
    if (given.isPresent()) {
      if (dev != given.get().startsWith(Profile.DEV_PREFIX)) {
        throw new StartFailed("ids of dev chains, and only they, begin with " + Profile.DEV_PREFIX);
      }
      return given.get();
    }
    String random = Long.toString(new SecureRandom().nextLong(1L << 40), 36);
    return (dev ? Profile.DEV_PREFIX : "cairn-") + random;
  }

  private static NetworkFile network(Path home, Invocation invocation) throws IOException {
    if (invocation.given("network")) {
      return LedgerSide.read(file(invocation, option(invocation, "network")));
    }
    return LedgerSide.network(home, Config.load(home))
        .orElseThrow(
            () -> new StartFailed("this home belongs to no network; give the file with --network"));
  }

  private static int daemon(Path home, Invocation invocation)
      throws IOException, InterruptedException {
    if (invocation.flag("init") && !Config.exists(home)) {
      Home.init(home, Home.Plan.standard(), invocation.terminal().out());
    }
    return Daemon.run(
        home, Optional.empty(), invocation.flag("enable-gc"), invocation.terminal().out());
  }

  /// What the command line says is kept, so that the next start needs none of it.
  private static int provider(Path home, Invocation invocation)
      throws IOException, InterruptedException {
    Config config = Config.load(home);
    LedgerSide.Role role =
        new LedgerSide.Role(
            invocation.text("bond").map(Amounts::parse), !invocation.flag("no-repair"));
    check(home, config, invocation);
    KEPT.forEach(
        (option, key) -> invocation.text(option).ifPresent(value -> config.setText(key, value)));
    return Daemon.run(home, Optional.of(role), false, invocation.terminal().out());
  }

  /// Nothing is kept of a command line that cannot be meant.
  private static void check(Path home, Config config, Invocation invocation) throws IOException {
    invocation.text("price").ifPresent(Amounts::parse);
    Optional<String> payout = invocation.text("payout");
    Optional<NetworkFile> network = LedgerSide.network(home, config);
    if (payout.isPresent() && network.isPresent()) {
      try {
        Addresses.parse(Profile.of(network.get().chainId()), payout.get());
      } catch (InvalidAddress e) {
        throw new StartFailed("--payout: " + e.getMessage(), e);
      }
    }
  }

  private interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /// Whatever keeps a role from starting is one line for the user.
  private static <T> T clearly(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted");
    } catch (StartFailed
        | InvalidConfig
        | RepoLocked
        | RepoUnusable
        | InvalidHome
        | KeyFileFault
        | OutOfRange
        | DamagedLedger e) {
      throw new CommandFailed(String.valueOf(e.getMessage()));
    }
  }
}
