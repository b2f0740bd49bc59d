package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.WalletAddress;
import network.cairn.api.content.AddListener;
import network.cairn.api.content.AddRequest;
import network.cairn.app.demo.BlockMakers;
import network.cairn.app.demo.Demo;
import network.cairn.app.demo.Testnet;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.tree.SourceEntry;
import network.cairn.cli.CommandFailed;
import network.cairn.cli.HomeTaken;
import network.cairn.cli.Role;
import network.cairn.cli.Roles;
import network.cairn.cli.Terminal;
import network.cairn.http.rpc.Callers;
import network.cairn.http.rpc.DoorMetrics;
import network.cairn.http.rpc.DoorRules;
import network.cairn.http.rpc.Endpoints;
import network.cairn.http.rpc.Route;
import network.cairn.http.rpc.RpcHandler;
import network.cairn.http.rpc.kubo.Backend;
import network.cairn.http.rpc.kubo.KuboCommands;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.genesis.InvalidHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.store.DamagedState;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.ledger.wallet.InvalidAddress;
import network.cairn.ledger.wallet.KeyFileFault;
import network.cairn.store.config.Config;
import network.cairn.store.config.InvalidConfig;
import network.cairn.store.keys.KeyFormat;
import network.cairn.store.keys.KeyRefused;
import network.cairn.store.keys.Keystore;
import network.cairn.store.repo.RepoLocked;
import network.cairn.store.repo.RepoUnusable;

/// What the program can be besides a client.
public final class NodeRoles implements Roles {
  private static final int CALLS_AT_ONCE = 8;

  @Override
  public LocalApi local(Path home) throws IOException {
    return inProcess(home, node -> node.offline(() -> {}));
  }

  @Override
  public LocalApi dialing(Path home) throws IOException {
    return inProcess(home, node -> node.dialing(() -> {}));
  }

  @Override
  public LocalApi fetching(Path home) throws IOException {
    return inProcess(home, node -> node.fetching(() -> {}));
  }

  @Override
  public LocalApi plain() {
    return new InProcess(
        Optional.empty(), () -> handler(KuboCommands.plain()), NodeRoles::nothingToClose);
  }

  private static void nothingToClose() {
    // Such a process has opened nothing.
  }

  private interface Network {
    Backend of(StorageNode node) throws IOException;
  }

  private static LocalApi inProcess(Path home, Network network) throws IOException {
    return clearly(() -> {
      Logging.brief(System.getenv());
      StorageNode node = StorageNode.open(home, "cairn");
      try {
        Backend backend = network.of(node);
        return new InProcess(Optional.of(new LocalContent(backend)), () -> handler(backend), node);
      } catch (IOException | RuntimeException e) {
        node.close();
        throw e;
      }
    });
  }

  private static RpcHandler handler(Backend backend) {
    return handler(KuboCommands.routes(backend));
  }

  private static RpcHandler handler(List<Route> routes) {
    return new RpcHandler(
        new Endpoints(routes),
        new Callers(DoorRules.OPEN, _ -> true),
        DoorMetrics.NONE,
        CALLS_AT_ONCE);
  }

  @Override
  public void hash(Path home, AddRequest request, List<SourceEntry> entries, AddListener listener)
      throws IOException {
    OnlyHash.run(home, request, entries, listener);
  }

  @Override
  public int run(Role role, Terminal terminal) throws IOException {
    return clearly(() -> start(role, terminal));
  }

  private static int start(Role role, Terminal terminal) throws IOException, InterruptedException {
    PrintStream out = terminal.out();
    return switch (role) {
      case Role.Init(Path home, Optional<Path> network, String profile) -> {
        Home.init(home, new Home.Plan(network, Home.Plan.profiles(profile)), out);
        yield 0;
      }
      case Role.Daemon daemon -> daemon(daemon, terminal);
      case Role.ProviderStart provider -> provider(provider, terminal);
      case Role.LedgerInit ledger -> {
        ChainMaking.init(ledger, out);
        yield 0;
      }
      case Role.LedgerKeys keys -> {
        ChainMaking.keys(keys, out);
        yield 0;
      }
      case Role.LedgerJoin plan -> {
        LedgerJoinRole.join(plan, terminal);
        yield 0;
      }
      case Role.LedgerStart ledger -> {
        Logging.start(terminal.environment(), Optional.empty());
        yield LedgerRole.start(
            ledger.folder(),
            new LedgerRole.DoorPlan(ledger.listen(), ledger.hosts(), ledger.metrics()),
            LedgerKeeping.of(ledger),
            LedgerRole.engine(ledger, terminal.environment()),
            terminal.out().news());
      }
      case Role.LedgerMigrate plan -> {
        LedgerMigrateRole.migrate(plan, out);
        yield 0;
      }
      case Role.LedgerTransfer transfer -> {
        TreasuryRole.transfer(transfer, out);
        yield 0;
      }
      case Role.TreasuryKey key -> {
        TreasuryKeysRole.key(key, out);
        yield 0;
      }
      case Role.TreasuryShow show -> {
        TreasuryKeysRole.show(show, out);
        yield 0;
      }
      case Role.TreasuryOrder order -> {
        TreasuryOrderRole.make(order, out);
        yield 0;
      }
      case Role.TreasurySign order -> {
        TreasuryOrderRole.sign(order, out);
        yield 0;
      }
      case Role.TreasurySend order -> {
        TreasuryOrderRole.send(order, out);
        yield 0;
      }
      case Role.LedgerParams params -> {
        GovernanceRole.show(params, out);
        yield 0;
      }
      case Role.LedgerPropose propose -> {
        GovernanceRole.propose(propose, out);
        yield 0;
      }
      case Role.LedgerStake stake -> {
        StakeRole.run(stake, out);
        yield 0;
      }
      case Role.LedgerVote vote -> {
        GovernanceRole.vote(vote, out);
        yield 0;
      }
      case Role.LedgerStatus status -> LedgerStatusRole.show(status, terminal);
      case Role.LedgerTrust trust -> LedgerTrustRole.write(trust, out);
      case Role.LedgerVerify(Path folder, boolean json) -> {
        LedgerRole.verify(folder, json, terminal);
        yield 0;
      }
      case Role.WalletAddress(Path home, boolean json) -> {
        WalletAddress address = LedgerSide.addresses(home, Config.load(home));
        out.println(json ? address.json() : address.address());
        yield 0;
      }
      case Role.KeyExport(Path home, String name, String format, Path file) -> {
        DurableFiles.replaceSecret(
            file, KeyFormat.named(format).encode(Keystore.export(home, name)));
        yield 0;
      }
      case Role.KeyRotate(Path home, String old) -> {
        Home.rotate(home, old, out);
        yield 0;
      }
      case Role.ReceiptVerify receipt -> ReceiptRole.verify(receipt, network(receipt), out);
      case Role.Demo(Optional<Path> file, boolean keep, Optional<String> validators) ->
          Demo.run(file, keep, wish(validators, 4, terminal), terminal);
      case Role.TestnetUp(Path folder, Optional<String> validators, boolean json) ->
          Testnet.up(folder, wish(validators, 1, terminal), json, terminal);
      case Role.TestnetStatus(Path folder, boolean json) -> Testnet.status(folder, json, terminal);
      case Role.TestnetStart(Path folder, String name, boolean json) ->
          Testnet.start(folder, name, wish(Optional.empty(), 1, terminal), json, terminal);
      case Role.TestnetStop(Path folder, String name, boolean json) ->
          Testnet.stop(folder, name, json, terminal);
      case Role.TestnetDown(Path folder, boolean json) -> Testnet.down(folder, json, terminal);
    };
  }

  /// @param least validators that make sense
  /// @throws StartFailed if there are fewer, or more than one file of a network names
  private static BlockMakers.Wish wish(Optional<String> validators, int least, Terminal terminal) {
    if (validators.isPresent()
        && (!validators.get().matches("[0-9]")
            || Integer.parseInt(validators.get()) < least
            || Integer.parseInt(validators.get()) > BlockMakers.MAX_VALIDATORS)) {
      throw new StartFailed(
          "--validators must be "
              + least
              + " to "
              + BlockMakers.MAX_VALIDATORS
              + ", not '"
              + validators.get()
              + "'");
    }
    return new BlockMakers.Wish(
        validators.map(Integer::valueOf),
        () -> {
          Path found = LedgerRole.cometbft(Optional.empty(), terminal.environment());
          // The processes work in another folder; a name alone is looked for on PATH.
          return found.getNameCount() > 1 ? terminal.directory().resolve(found) : found;
        });
  }

  private static NetworkFile network(Role.ReceiptVerify receipt) throws IOException {
    if (receipt.network().isPresent()) {
      return LedgerSide.read(receipt.network().get());
    }
    return LedgerSide.network(receipt.home(), Config.load(receipt.home()))
        .orElseThrow(
            () -> new StartFailed("this home belongs to no network; give the file with --network"));
  }

  private static int daemon(Role.Daemon daemon, Terminal terminal)
      throws IOException, InterruptedException {
    PrintStream out = terminal.out().news();
    if (daemon.init() && !Config.exists(daemon.home())) {
      Home.init(
          daemon.home(),
          new Home.Plan(Optional.empty(), Home.Plan.profiles(daemon.profile())),
          out);
    }
    Logging.start(terminal.environment(), Config.load(daemon.home()).logLevel());
    return Daemon.run(
        daemon.home(), new Daemon.Plan(Optional.empty(), daemon.offline()), daemon.collect(), out);
  }

  /// What the command line says is kept, so that the next start needs none of it.
  private static int provider(Role.ProviderStart provider, Terminal terminal)
      throws IOException, InterruptedException {
    Config config = Config.load(provider.home());
    Logging.start(terminal.environment(), config.logLevel());
    LedgerSide.Role role =
        new LedgerSide.Role(provider.bond().map(Amounts::parse), provider.repair());
    check(config, provider);
    keep(config, "Provider.Capacity", provider.capacity());
    keep(config, "Provider.Price", provider.price());
    keep(config, "Provider.MinSize", provider.minSize());
    keep(config, "Provider.MaxSize", provider.maxSize());
    keep(config, "Provider.Payout", provider.payout());
    return Daemon.run(
        provider.home(), new Daemon.Plan(Optional.of(role), false), false, terminal.out().news());
  }

  private static void keep(Config config, String key, Optional<String> value) {
    value.ifPresent(given -> config.setText(key, given));
  }

  /// Nothing is kept of a command line that cannot be meant.
  private static void check(Config config, Role.ProviderStart provider) throws IOException {
    provider.price().ifPresent(Amounts::parse);
    Optional<NetworkFile> network = LedgerSide.network(provider.home(), config);
    if (provider.payout().isPresent() && network.isPresent()) {
      try {
        Addresses.parse(Profile.of(network.get().chainId()), provider.payout().get());
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
    } catch (RepoLocked e) {
      throw new HomeTaken(String.valueOf(e.getMessage()));
    } catch (StartFailed
        | InvalidConfig
        | KeyRefused
        | RepoUnusable
        | InvalidHome
        | KeyFileFault
        | OutOfRange
        | DamagedLedger
        | DamagedState
        | StoreFailure e) {
      throw new CommandFailed(String.valueOf(e.getMessage()));
    }
  }
}
