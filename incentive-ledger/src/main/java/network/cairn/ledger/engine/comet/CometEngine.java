package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.EngineStanding;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ProgramTooOld;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.TxName;
import network.cairn.ledger.engine.comet.abci.AbciServer;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes part in making blocks with CometBFT, a child of this process (docs/protocol.md §15).
///
/// States are kept here, blocks and signatures by CometBFT, which is asked for them. Readable
/// before [#start] as far as states go. A fault of the rules or of the disk is handed to
/// [Scheduler#fatal]; a CometBFT that ends is started again. Thread-safe.
public final class CometEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(CometEngine.class);

  /// How long others may still ask for the last block that this program knows.
  private static final Duration LAST_BLOCK = Duration.ofSeconds(10);

  private final EngineHome home;
  private final EngineKind.Comet settings;
  private final Scheduler scheduler;
  private final CometHome folder;
  private final Tip tip;
  private final SnapshotTaker taker;
  private final LedgerApp app;
  private final Accusations accusations;
  private final CometRpc rpc;
  private final CometProcess process;
  private final CometBlocks blocks;
  private final SyncSource sync;
  private @Nullable AbciServer server;

  private CometEngine(
      EngineHome home,
      EngineKind.Comet settings,
      Optional<BlockLog> before,
      StateStore states,
      Scheduler scheduler,
      LedgerMetrics metrics) {
    this.home = home;
    this.settings = settings;
    this.scheduler = scheduler;
    this.folder = new CometHome(home.folder().home());
    SnapshotFolder snapshots = SnapshotFolder.open(home.folder().snapshots());
    boolean joined = CometStart.isJoined(settings);
    LedgerHead head = CometStart.head(home, joined, snapshots, before, states);
    Program.current().require(states);
    this.tip = new Tip(states, head, metrics);
    this.taker = new SnapshotTaker(snapshots, home.keeping(), scheduler, _ -> {});
    tip.take(taker);
    this.app =
        new LedgerApp(
            home.genesis(),
            home.move(),
            home.keys(),
            tip,
            new StateSync(
                home.genesis(),
                CometGenesis.base(home.move()),
                joined,
                tip,
                snapshots,
                new RefusedSync(home.folder().refusedSync())),
            tip.execution(),
            metrics,
            scheduler,
            this::noteVotes,
            this::endSoon,
            height ->
                taker
                    .oldest()
                    .map(oldest ->
                        home.keeping()
                            .firstKept(
                                height, oldest, StoredBlocks.evidenceAge(home.genesis().params())))
                    .orElse(0L));
    this.rpc = new CometRpc(settings.rpc());
    this.blocks =
        new CometBlocks(home.genesis(), home.move(), before, rpc, () -> head().getHeight());
    this.sync = new SyncSource(home.genesis(), scheduler);
    this.process = new CometProcess(settings.binary(), folder, scheduler);
    this.accusations =
        new Accusations(
            home.genesis().chainId(),
            CometGenesis.base(home.move()) + 1,
            home.genesis().params().unbonding(),
            blocks::own,
            rpc::accuse);
  }

  /// Opens the engine of a home over its states.
  ///
  /// @throws network.cairn.ledger.engine.ProgramTooOld if the next block is for newer programs
  /// @throws DamagedLedger if the states are another chain's, the home's blocks are the embedded
  ///   engine's, its keys are no validator's, or there is no CometBFT of the right series
  public static CometEngine open(
      EngineHome home, EngineKind.Comet settings, Scheduler scheduler, LedgerMetrics metrics) {
    CometStart.requireOwn(home, settings);
    CometProcess.requireVersion(settings.binary());
    Optional<BlockLog> before =
        CometStart.isJoined(settings)
            ? Optional.empty()
            : home.move().map(_ -> home.folder().openBlocks());
    try {
      StateStore states = home.folder().openOrReplaceStates(home.keeping().history(), LOG::warn);
      try {
        return new CometEngine(home, settings, before, states, scheduler, metrics);
      } catch (RuntimeException e) {
        states.close();
        throw e;
      }
    } catch (RuntimeException e) {
      before.ifPresent(BlockLog::close);
      throw e;
    }
  }

  @Override
  public synchronized void start() {
    if (server != null) {
      throw new IllegalStateException("the engine runs already");
    }
    Path socket = folder.socket();
    folder.render(
        home.genesis(),
        home.move(),
        home.keys(),
        settings,
        settings.sync().flatMap(from -> sync.of(from, app.hasCommitted())),
        socket,
        head().getHeight());
    try {
      server = AbciServer.listen(socket, app, scheduler);
    } catch (IOException e) {
      throw new DamagedLedger("cannot listen on " + socket + ": " + e.getMessage(), e);
    }
    process.start();
    findOrigin();
  }

  /// A home that has committed blocks and has no snapshot may owe one.
  private void findOrigin() {
    long base = CometGenesis.base(home.move());
    if (head().getHeight() <= base || taker.oldest().isPresent()) {
      return;
    }
    StateOrigin origin =
        new StateOrigin(taker, base + 1, rpc::lowest, scheduler, tip.progress()::isClosed);
    scheduler.start(
        "ledger-origin",
        () -> {
          try {
            origin.find();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Override
  public Taken submit(ByteString encoded, Submitter from) {
    Taken taken = tip.submit(encoded, from);
    if (taken.refusal().isPresent() || !tip.isWaiting(taken.bodyId())) {
      return taken;
    }
    try {
      Optional<String> refusal = rpc.broadcast(encoded);
      // A block may have taken it meanwhile.
      return refusal.isEmpty() || !tip.isWaiting(taken.bodyId())
          ? taken
          : busy(taken, "CometBFT's pool does not take it: " + refusal.get());
    } catch (IOException e) {
      return busy(taken, "CometBFT does not answer yet; try again: " + e.getMessage());
    }
  }

  @Override
  public Optional<Refused> accuse(LightBlock shown, long commonHeight, Submitter from) {
    return home.genesis().params().staking().isEmpty()
        ? Optional.of(
            new Refused(
                "NO_PUNISHMENT", "this chain's validators have no stake that could be taken"))
        : accusations.hear(shown, commonHeight, head().getHeight(), from);
  }

  private static Taken busy(Taken taken, String detail) {
    return new Taken(taken.bodyId(), Optional.of(new Refused("BUSY", detail)));
  }

  @Override
  public boolean isCatchingUp() {
    try {
      return rpc.isCatchingUp();
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public EngineStanding standing() {
    List<String> peers;
    try {
      peers = rpc.peers(EngineStanding.MAX_PEERS);
    } catch (IOException e) {
      LOG.debug("CometBFT does not tell its peers: {}", e.toString());
      peers = List.of();
    }
    return new EngineStanding("cometbft", peers);
  }

  @Override
  public Optional<ChainMove> move() {
    return home.move();
  }

  @Override
  public List<String> nodes() {
    return Stream.concat(Stream.of(settings.node()), settings.peers().stream())
        .limit(EngineStanding.MAX_PEERS)
        .toList();
  }

  @Override
  public List<Long> turns(long height) {
    return blocks.turns(height);
  }

  @Override
  public Optional<SignedHeader> signedHeader(long height) {
    return blocks.signedHeader(height);
  }

  @Override
  public Optional<List<ByteString>> transactions(long height) {
    return blocks.transactions(height);
  }

  @Override
  public Optional<List<TxName>> names(long height) {
    return blocks.isBefore(height) ? blocks.namesBefore(height) : Engine.super.names(height);
  }

  @Override
  public Optional<Validators> validators(long height) {
    return blocks.validators(height);
  }

  @Override
  public LedgerHead head() {
    return tip.head();
  }

  @Override
  public boolean awaitHeight(long height, Duration max) throws InterruptedException {
    return tip.await(height, max);
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
  public Genesis genesis() {
    return home.genesis();
  }

  /// The next block is for newer programs. Where a third of them has ended nobody is asked for it
  /// any more: every one ends by itself.
  private void endSoon(ProgramTooOld why) {
    scheduler.start(
        "ledger-upgrade",
        () -> {
          try {
            scheduler.sleep(LAST_BLOCK);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
          }
          if (!tip.progress().isClosed()) {
            LOG.error("the ledger stops: {}", why.getMessage());
            scheduler.fatal("ledger", why);
          }
        });
  }

  /// An older note refuses fewer old copies and is no reason to stop.
  private void noteVotes() {
    if (app.hasCommitted()) {
      sync.close();
    }
    try {
      folder.remember();
    } catch (DamagedLedger e) {
      LOG.warn("the note of the last vote stays as it is: {}", e.getMessage());
    }
  }

  /// CometBFT ends first, then its socket: it must not see this program go.
  @Override
  public synchronized void close() {
    tip.progress().close();
    process.close();
    sync.close();
    if (server != null) {
      server.close();
      noteVotes();
    }
    rpc.close();
    app.close();
    blocks.close();
  }
}
