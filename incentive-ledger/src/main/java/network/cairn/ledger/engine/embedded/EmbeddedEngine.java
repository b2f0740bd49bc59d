package network.cairn.ledger.engine.embedded;

import com.google.protobuf.ByteString;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.Beacons;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.KnownKeys;
import network.cairn.ledger.engine.KnownSignatures;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ProgramTooOld;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.TxName;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.engine.tip.Progress;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.store.StoreFailure;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes blocks alone (docs/protocol.md §1, §2): drains the pool, proposes and executes a block,
/// writes it durably, commits what it does.
///
/// The constructor replays what the log has beyond the state. [#start] runs one platform thread
/// that makes a block every interval, empty ones too; a test calls [#step] instead. A fault of the
/// rules ends one proposal; a failure of the disk, or an `Error`, ends the making of blocks for
/// good and is handed to [Scheduler#fatal]. Everything else is thread-safe.
public final class EmbeddedEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);
  private static final String LOOP = "ledger-blocks";

  /// Of a block, beside its beacon.
  private static final long ROOM = Validation.MAX_BLOCK_BYTES - Beacons.BYTES;

  private final Program program;
  private final Genesis genesis;
  private final Scheduler scheduler;
  private final LedgerMetrics metrics;
  private final BlockProposer proposer;
  private final Pace pace;
  private final OwnBlocks blocks;
  private final Tip tip;
  private final Progress progress;
  private final CriticalLoop loop;
  private Optional<Thread> producer = Optional.empty();

  /// As the other, with a scheduler of its own, for which nothing ends the process.
  public EmbeddedEngine(
      Genesis genesis,
      ValidatorKeys keys,
      StateStore states,
      BlockLog log,
      InstantSource clock,
      LedgerMetrics metrics) {
    this(genesis, keys, states, log, new RealScheduler(), clock, metrics);
  }

  /// Opens a chain over its store and log, and replays the log as far as the state lacks it.
  ///
  /// @param scheduler of the pace of blocks; learns what no restart of their loop mends
  /// @param clock the wall clock that headers show
  /// @throws DamagedLedger if store, log and genesis do not fit
  public EmbeddedEngine(
      Genesis genesis,
      ValidatorKeys keys,
      StateStore states,
      BlockLog log,
      Scheduler scheduler,
      InstantSource clock,
      LedgerMetrics metrics) {
    this(
        genesis,
        keys,
        states,
        log,
        scheduler,
        clock,
        metrics,
        new KnownSignatures(new KnownKeys()),
        Program.current());
  }

  /// As the first, as if this were some other program.
  EmbeddedEngine(
      Genesis genesis,
      ValidatorKeys keys,
      StateStore states,
      BlockLog log,
      InstantSource clock,
      LedgerMetrics metrics,
      Program program) {
    this(genesis, keys, states, log, new RealScheduler(), clock, metrics, Crypto.strict(), program);
  }

  /// @param crypto of pool and blocks: what the one has verified, the other need not
  private EmbeddedEngine(
      Genesis genesis,
      ValidatorKeys keys,
      StateStore states,
      BlockLog log,
      Scheduler scheduler,
      InstantSource clock,
      LedgerMetrics metrics,
      Crypto crypto,
      Program program) {
    this(
        genesis,
        keys,
        states,
        log,
        scheduler,
        new BlockProposer(genesis, keys, clock, new BlockExecution(crypto, program)::execute),
        new Pace(Duration.ofMillis(genesis.params().blockIntervalMs()), scheduler, clock),
        metrics,
        crypto,
        program);
  }

  EmbeddedEngine(
      Genesis genesis,
      ValidatorKeys keys,
      StateStore states,
      BlockLog log,
      Scheduler scheduler,
      BlockProposer proposer,
      Pace pace,
      LedgerMetrics metrics) {
    this(
        genesis,
        keys,
        states,
        log,
        scheduler,
        proposer,
        pace,
        metrics,
        Crypto.strict(),
        Program.current());
  }

  private EmbeddedEngine(
      Genesis genesis,
      ValidatorKeys keys,
      StateStore states,
      BlockLog log,
      Scheduler scheduler,
      BlockProposer proposer,
      Pace pace,
      LedgerMetrics metrics,
      Crypto crypto,
      Program program) {
    this.program = program;
    this.genesis = genesis;
    this.scheduler = scheduler;
    this.proposer = proposer;
    this.pace = pace;
    this.metrics = metrics;
    EmbeddedStart.requireOwnKeys(genesis, keys);
    LedgerHead head = EmbeddedStart.replay(genesis, log, states, scheduler, program);
    program.require(states);
    this.tip = new Tip(states, head, metrics, crypto);
    this.progress = tip.progress();
    this.blocks = new OwnBlocks(genesis, log, head.getHeight());
    this.loop = new CriticalLoop(scheduler, LOOP, this::produce);
  }

  /// As [#open], to move the chain; a chain that was moved opens too.
  ///
  /// @throws DamagedLedger as the constructor
  public static EmbeddedEngine openToMove(
      EngineHome home, Scheduler scheduler, InstantSource clock, LedgerMetrics metrics) {
    return EmbeddedStart.open(home, scheduler, clock, metrics);
  }

  /// From now on snapshots are taken; the taker is closed with this.
  void take(SnapshotTaker taker) {
    tip.take(taker);
  }

  /// Lets go of blocks that nobody needs.
  void forget(Keeping keeping, long oldestSnapshot) {
    blocks.forget(keeping, head().getHeight(), oldestSnapshot);
  }

  private static DamagedLedger moved(long height) {
    return new DamagedLedger(
        "this chain was moved: after height "
            + height
            + " other validators make its blocks; start the homes that 'cairn ledger migrate'"
            + " made");
  }

  /// Opens the engine of a home over its folder's blocks and states.
  ///
  /// @throws DamagedLedger as the constructor, or if the chain was moved
  public static EmbeddedEngine open(
      EngineHome home, Scheduler scheduler, InstantSource clock, LedgerMetrics metrics) {
    EmbeddedEngine engine = openToMove(home, scheduler, clock, metrics);
    if (!engine.proposer.isNext(engine.tip.own())) {
      long height = engine.head().getHeight();
      engine.close();
      throw moved(height);
    }
    return engine;
  }

  /// Begins to make blocks on a platform thread of its own, which readers on virtual threads cannot
  /// keep from the processor.
  @Override
  public synchronized void start() {
    if (producer.isPresent()) {
      throw new IllegalStateException("the engine runs already");
    }
    producer = Optional.of(Thread.ofPlatform().name(LOOP).start(loop));
  }

  /// Makes blocks at their pace until the engine closes.
  ///
  /// @throws RuntimeException as [#step] does where the next call may do better
  void produce() throws InterruptedException {
    while (!progress.isClosed()) {
      try {
        step();
      } catch (RuntimeException e) {
        if (progress.isClosed()) {
          return;
        }
        if (!progress.isFailed()) {
          throw e;
        }
        boolean known = e instanceof DamagedLedger;
        LOG.atError()
            .setCause(known ? null : e)
            .log("the ledger stops at height {}: {}", head().getHeight(), e.getMessage());
        scheduler.fatal(LOOP, e);
        return;
      }
      if (!pace.await()) {
        return;
      }
    }
  }

  /// Makes one block now and returns when it is committed. One caller at a time.
  ///
  /// @return the new head
  /// @throws RuntimeException if there is no block: nothing has changed, and a later call may make
  ///   one, unless the disk failed
  public synchronized LedgerHead step() {
    return step(() ->
        proposer.propose(
            tip.own(),
            blocks.lastCommit(),
            proposer.isAfterNext(tip.own())
                ? tip.choose(ROOM, Long.MAX_VALUE)
                : List.of(), // What it did would be proved by no header.
            tip::leaveOut));
  }

  /// Makes the last two blocks here: the first names the validators with which the chain goes on,
  /// the second is signed by this one and has no transactions (docs/protocol.md §15). What was
  /// begun before is ended.
  ///
  /// @param validators sorted by address; the same ones in each call
  /// @throws DamagedLedger if the chain goes on with others already
  public synchronized ChainMove move(List<Genesis.Validator> validators) {
    if (proposer.isAfterNext(tip.own())) {
      name(validators);
    }
    if (!ValidatorSets.afterNext(tip.own()).equals(ValidatorSets.of(validators))) {
      throw new DamagedLedger("this chain was moved to other validators before");
    }
    if (proposer.isNext(tip.own())) {
      step();
    }
    return new ChainMove(head(), validators);
  }

  /// Makes the first of the last two blocks.
  synchronized LedgerHead name(List<Genesis.Validator> validators) {
    return step(() -> proposer.proposeMove(tip.own(), blocks.lastCommit(), validators));
  }

  private LedgerHead step(Supplier<BlockProposer.Proposal> making) {
    progress.requireGoing();
    if (!proposer.isNext(tip.own())) {
      DamagedLedger moved = moved(head().getHeight());
      progress.fail(moved);
      throw moved;
    }
    long begun = scheduler.nanoTime();
    boolean kept = false;
    try {
      program.require(tip.own());
      BlockProposer.Proposal next = making.get();
      kept = true;
      blocks.append(next.block());
      commit(next);
      metrics.block(
          head().getHeight(),
          next.block().getBlock().getData().getTxsCount() - 1,
          scheduler.nanoTime() - begun);
      return head();
    } catch (RuntimeException | Error e) {
      if (kept
          || e instanceof StoreFailure
          || e instanceof ProgramTooOld
          || e instanceof UncheckedIOException
          || e instanceof Error) {
        progress.fail(e);
      }
      throw e;
    }
  }

  private void commit(BlockProposer.Proposal made) {
    tip.commit(made.change(), made.block().getBlock().getData().getTxsList());
    blocks.show(made.block());
    progress.reach(made.change().head());
  }

  @Override
  public Taken submit(ByteString encoded, Submitter from) {
    try {
      SignedTx tx = SignedTx.decode(encoded);
      if (TxBody.decode(tx.body()).msgs().stream().anyMatch(EmbeddedEngine::namesKeys)) {
        return new Taken(ByteString.copyFrom(tx.bodyId()), Optional.of(alone()));
      }
    } catch (NotCanonical e) {
      LOG.trace("the pool says what is wrong with what does not decode", e);
    }
    return tip.submit(encoded, from);
  }

  /// Whether others might have to sign blocks after a message, or other keys.
  private static boolean namesKeys(Msg msg) {
    return msg instanceof Msg.ChangeKeys
        || (msg instanceof Msg.BondStake bond && bond.keys().isPresent());
  }

  private static Refused alone() {
    return new Refused(
        "NOT_PERMITTED",
        "one program makes this chain's blocks alone, under the keys that it has: new validators"
            + " and keys need a chain made by CometBFT");
  }

  @Override
  public boolean isCatchingUp() {
    return false;
  }

  @Override
  public LedgerHead head() {
    return progress.head();
  }

  @Override
  public boolean awaitHeight(long height, Duration max) throws InterruptedException {
    return progress.await(height, max);
  }

  @Override
  public <R> R read(Function<Snapshot, R> reader) {
    return tip.read(reader);
  }

  @Override
  public <R> Optional<R> readAt(long height, Function<Snapshot, R> reader) {
    return tip.readAt(height, reader);
  }

  @Override
  public Optional<SignedHeader> signedHeader(long height) {
    return light(height).map(LightBlocks.Light::signed);
  }

  @Override
  public Optional<List<ByteString>> transactions(long height) {
    return stored(height)
        .filter(block -> !StoredBlocks.isShortened(block))
        .map(block -> block.getBlock().getData().getTxsList());
  }

  @Override
  public Optional<List<TxName>> names(long height) {
    return stored(height).map(StoredBlocks::names);
  }

  private Optional<StoredBlock> stored(long height) {
    return height > head().getHeight() ? Optional.empty() : blocks.at(height);
  }

  @Override
  public Optional<Validators> validators(long height) {
    return light(height).map(LightBlocks.Light::validators);
  }

  @Override
  public Optional<LightBlock> lightBlock(long height) {
    return light(height).map(LightBlocks.Light::whole);
  }

  private Optional<LightBlocks.Light> light(long height) {
    return height > head().getHeight() ? Optional.empty() : blocks.light(height);
  }

  @Override
  public Genesis genesis() {
    return genesis;
  }

  @Override
  public void close() {
    progress.close();
    loop.stop();
    pace.end();
    producer.ifPresent(EmbeddedEngine::join);
    synchronized (this) {
      try {
        blocks.close();
      } finally {
        tip.close();
      }
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(1));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
