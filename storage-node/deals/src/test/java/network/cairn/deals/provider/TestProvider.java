package network.cairn.deals.provider;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.deals.protocol.MemoryHost;
import network.cairn.deals.provider.prover.PieceHasher;
import network.cairn.deals.provider.prover.PieceStream;
import network.cairn.ipld.dag.Links;
import network.cairn.ledger.client.Sender;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Intent;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.store.hash.Hashes;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;

/// The parts of one provider's role over a ledger that a test steps, with a real repository and a
/// host in memory; no loop runs by itself.
final class TestProvider implements AutoCloseable {
  private static final Sender.Limits LIMITS =
      new Sender.Limits(60, Duration.ofSeconds(20), Duration.ZERO);

  final String name;
  final TestLedger ledger;
  final Path home;
  final Counted metrics = new Counted();
  final Watched scheduler = new Watched();
  final MemoryHost host;
  final Repository repo;
  final PieceFiles files;
  final Transfer.Tools tools;
  ProviderConfig offered;
  Context context;
  Opener opener;
  FillService fills;

  TestProvider(
      Path home, TestLedger ledger, MemoryHost.Network network, String name, ProviderConfig config)
      throws IOException {
    this.name = name;
    this.ledger = ledger;
    this.home = home.resolve(name);
    this.host = network.host(TestLedger.peer(name));
    Repository.init(this.home);
    this.repo =
        Repository.open(
            this.home, RepoOptions.defaults("test", Links::of, new Hashes()).withDiskReserve(0));
    this.files = new PieceFiles(this.home, repo.blockstore(), new PieceHasher(Runnable::run, 1));
    this.tools =
        new Transfer.Tools(
            scheduler, new Hashes(), files, files.walkMemory(repo::reserveOutside), metrics);
    this.offered = config;
    this.context = context(config);
    this.opener = new Opener(context);
    this.fills = new FillService(context, tools, repo, opener);
  }

  static TestProvider of(Path home, TestLedger ledger, String name) throws IOException {
    return new TestProvider(home, ledger, new MemoryHost.Network(), name, config());
  }

  static ProviderConfig config() {
    return ProviderConfig.of(TestLedger.PRICE, 1L << 30);
  }

  private Context context(ProviderConfig config) {
    return context(config, repo.state());
  }

  private Context context(ProviderConfig config, Repository.StateStore duties) {
    offered = config;
    Warnings warnings = new Warnings(metrics, scheduler);
    return new Context(
        () -> offered,
        host,
        ledger.chain,
        new Sender(ledger.chain, TestLedger.signer(name), scheduler, LIMITS),
        scheduler,
        new Tasks(scheduler, warnings),
        new Holdings(duties),
        files,
        warnings,
        new Book(repo.state(), scheduler, warnings, metrics),
        metrics);
  }

  /// Everything that is not on the disk is forgotten.
  void restart() {
    context = context(context.config());
    opener = new Opener(context);
    fills = new FillService(context, tools, repo, opener);
  }

  /// Keeps duties elsewhere, as on a disk that fails.
  void holdingsIn(Repository.StateStore duties) {
    context = context(context.config(), duties);
    opener = new Opener(context);
    fills = new FillService(context, tools, repo, opener);
  }

  Holdings holdings() {
    return context.holdings();
  }

  /// Keeps a piece as a transfer would.
  void store(TestPiece piece) throws IOException {
    part("stored", piece.car());
    PieceStream stream = files.hashing();
    stream.write(piece.car(), 0, piece.car().length);
    files.complete("stored", stream.finish());
  }

  void part(String key, byte[] bytes) throws IOException {
    Files.write(files.part(key), bytes);
  }

  Path file(PieceCid piece) {
    return PieceFiles.file(home, piece);
  }

  /// The duty of a slot under the client's intent.
  Holding duty(Holding.State state, long agreement, int slot) {
    Intent intent = ledger.intent(agreement, slot, name);
    SignedIntent signed = TestLedger.signed("client", intent);
    return Holding.fill(state, signed, intent, TestLedger.peer("client"));
  }

  /// A piece that is here and whose set is open on the ledger.
  ///
  /// @return the set
  long hold(TestPiece piece, long agreement, int slot) throws Exception {
    store(piece);
    long set = ledger.open(agreement, slot, name);
    holdings().put("set-" + set, duty(Holding.State.COMPLETE, agreement, slot).opened(set));
    return set;
  }

  /// Makes blocks until all tasks have ended.
  void settle() throws InterruptedException {
    scheduler.settle(ledger);
  }

  @Override
  public void close() {
    host.close();
    repo.close();
  }

  static ByteString bytes(PieceCid piece) {
    return ByteString.copyFrom(piece.encode());
  }

  /// Metrics that a test reads.
  static final class Counted implements ProviderMetrics {
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<Level, Long> levels = new EnumMap<>(Level.class);
    private final Map<Money, Amount> amounts = new EnumMap<>(Money.class);

    @Override
    public synchronized void count(Count what, long by) {
      counts.merge(what, by, Long::sum);
    }

    @Override
    public synchronized void level(Level what, long now) {
      levels.put(what, now);
    }

    @Override
    public synchronized void amount(Money what, Amount now) {
      amounts.put(what, now);
    }

    synchronized Amount of(Money what) {
      return amounts.getOrDefault(what, Amount.ZERO);
    }

    synchronized long of(Count what) {
      return counts.getOrDefault(what, 0L);
    }

    synchronized long of(Level what) {
      return levels.getOrDefault(what, 0L);
    }
  }

  /// Real threads; a test knows when all have ended.
  static final class Watched implements Scheduler {
    private final Scheduler real = new RealScheduler();
    private final AtomicInteger running = new AtomicInteger();
    private final Queue<String> dead = new ConcurrentLinkedQueue<>();
    private volatile Runnable ended = () -> {};
    private volatile OptionalLong stood = OptionalLong.empty();

    @Override
    public long nanoTime() {
      return stood.orElseGet(real::nanoTime);
    }

    /// From now on the clock stands, but for this.
    void pass(Duration time) {
      stood = OptionalLong.of(nanoTime() + time.toNanos());
    }

    @Override
    public long epochMillis() {
      return real.epochMillis();
    }

    @Override
    public Task start(String name, Runnable body) {
      running.incrementAndGet();
      return real.start(
          name,
          () -> {
            try {
              body.run();
            } finally {
              running.decrementAndGet();
              ended.run();
            }
          });
    }

    @Override
    public Monitor monitor() {
      return real.monitor();
    }

    /// Where the process would have ended.
    Queue<String> dead() {
      return dead;
    }

    @Override
    public void fatal(String where, Throwable cause) {
      dead.add(where + ": " + cause.getClass().getSimpleName());
    }

    int running() {
      return running.get();
    }

    void settle(TestLedger ledger) throws InterruptedException {
      ended = ledger.chain::nudge;
      while (running.get() > 0) {
        // A task that ended before it would nudge is seen by the loop's condition.
        ledger.chain.awaitAsked();
        if (running.get() > 0) {
          ledger.chain.step();
        }
      }
    }
  }
}
