package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.chain.ForkEvidence;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.EngineStanding;
import network.cairn.ledger.engine.FollowedHeaders;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ProgramTooOld;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.TxName;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.engine.comet.abci.AbciServer;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotStart;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;
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

  /// Newest signed headers in memory: every proof needs one of them.
  private static final int KEPT = 256;

  /// How long others may still ask for the last block that this program knows.
  private static final Duration LAST_BLOCK = Duration.ofSeconds(10);

  /// How long CometBFT may be silent at the door where it finds headers.
  private static final Duration IDLE = Duration.ofMinutes(2);

  private final EngineHome home;
  private final EngineKind.Comet settings;
  private final Scheduler scheduler;
  private final CometHome folder;
  private final Optional<BlockLog> before;
  private final Tip tip;
  private final SnapshotTaker taker;
  private final LedgerApp app;
  private final Accusations accusations;
  private final CometRpc rpc;
  private final CometProcess process;
  private final ConcurrentSkipListMap<Long, SignedHeader> headers = new ConcurrentSkipListMap<>();
  private final AtomicReference<Optional<SyncDoor>> sync = new AtomicReference<>(Optional.empty());
  private @Nullable AbciServer server;

  private CometEngine(
      EngineHome home,
      EngineKind.Comet settings,
      Optional<BlockLog> before,
      StateStore states,
      Scheduler scheduler,
      LedgerMetrics metrics) {
    this.home = home;
    this.before = before;
    this.settings = settings;
    this.scheduler = scheduler;
    this.folder = new CometHome(home.folder().home());
    SnapshotFolder snapshots = SnapshotFolder.open(home.folder().snapshots());
    LedgerHead head = head(home, isJoined(settings), snapshots, before, states);
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
                isJoined(settings),
                tip,
                snapshots,
                new RefusedSync(home.folder().refusedSync())),
            tip.execution(),
            metrics,
            scheduler::nanoTime,
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
    this.process = new CometProcess(settings.binary(), folder, scheduler);
    this.accusations =
        new Accusations(
            home.genesis().chainId(),
            CometGenesis.base(home.move()) + 1,
            home.genesis().params().unbonding(),
            this::own,
            rpc::accuse);
  }

  /// Opens the engine of a home over its states.
  ///
  /// @throws network.cairn.ledger.engine.ProgramTooOld if the next block is for newer programs
  /// @throws DamagedLedger if the states are another chain's, the home's blocks are the embedded
  ///   engine's, its keys are no validator's, or there is no CometBFT of the right series
  public static CometEngine open(
      EngineHome home, EngineKind.Comet settings, Scheduler scheduler, LedgerMetrics metrics) {
    requireOwn(home, settings);
    CometProcess.requireVersion(settings.binary());
    Optional<BlockLog> before =
        isJoined(settings) ? Optional.empty() : home.move().map(_ -> home.folder().openBlocks());
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

  /// Where the states stand. Where they are lost they come from the newest snapshot, or from the
  /// blocks before CometBFT's, or from genesis; CometBFT hands in the blocks after that.
  private static LedgerHead head(
      EngineHome home,
      boolean joined,
      SnapshotFolder snapshots,
      Optional<BlockLog> before,
      StateStore states) {
    boolean empty = LedgerVerify.stateHeight(states).isEmpty();
    boolean filled =
        empty && SnapshotStart.fillNewest(home.genesis(), snapshots, states, LOG::info);
    long base = home.move().map(ChainMove::height).orElse(0L);
    if (before.isPresent() && LedgerVerify.stateHeight(states).orElse(0) < base) {
      if (empty && !filled) {
        SnapshotStart.fill(home.genesis(), snapshots, before.get(), states, LOG::info);
      }
      LedgerVerify.replay(home.genesis(), before.get(), states, _ -> {});
    }
    LedgerHead head = LedgerVerify.begin(home.genesis(), states);
    boolean waits = joined && head.getHeight() == 0; // For the state of others.
    if ((head.getHeight() < base && !waits)
        || home.move().filter(m -> isAtEnd(m, head) && !m.head().equals(head)).isPresent()) {
      throw new DamagedLedger(
          "the blocks and states in "
              + home.folder().home()
              + " do not end where its file moved says; restore whichever is not this chain's");
    }
    return head;
  }

  private static boolean isAtEnd(ChainMove move, LedgerHead head) {
    return head.getHeight() == move.height();
  }

  /// Whether this home begins with the state of others, and may never be a validator's.
  private static boolean isJoined(EngineKind.Comet settings) {
    return settings.sync().filter(EngineKind.FromNetwork.class::isInstance).isPresent();
  }

  private static void requireOwn(EngineHome home, EngineKind.Comet settings) {
    if (home.move().isEmpty() && home.folder().hasBlocks()) {
      throw new DamagedLedger(
          "the blocks in "
              + home.folder().home()
              + " were made by the embedded engine; start this ledger without --engine cometbft");
    }
    boolean own =
        isJoined(settings)
            || home.genesis().params().staking().isPresent()
            || home.move().map(ChainMove::validators).orElse(home.genesis().validators()).stream()
                .anyMatch(v ->
                    v.pubkey().equals(home.keys().validatorKey())
                        && v.beaconKey().equals(home.keys().beaconKey()));
    if (!own) {
      throw new DamagedLedger(
          "the keys keystore/validator and keystore/beacon are not those of a validator in genesis;"
              + " restore whichever of the three is not this chain's from a backup");
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
        settings.sync().flatMap(this::source),
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

  /// Where CometBFT finds headers that lead to the state of others; empty if it needs none.
  ///
  /// @throws DamagedLedger if it needs some, and there are none
  private Optional<EngineKind.TrustedSync> source(EngineKind.StateSource from) {
    return switch (from) {
      case EngineKind.TrustedSync named -> Optional.of(named);
      case EngineKind.FromNetwork(Supplier<FollowedHeaders> headers) ->
          app.hasCommitted() ? Optional.empty() : Optional.of(open(headers));
    };
  }

  private EngineKind.TrustedSync open(Supplier<FollowedHeaders> headers) {
    try {
      FollowedHeaders followed = headers.get();
      SyncDoor door = SyncDoor.open(new SyncAnswers(followed, genesis()), scheduler, IDLE);
      sync.set(Optional.of(door));
      // CometBFT wants two, and compares them: what there is to compare was compared before.
      return new EngineKind.TrustedSync(
          List.of(door.address(), door.address()),
          followed.root().height(),
          followed.root().hash());
    } catch (IOException | BlocksUnavailable e) {
      throw new DamagedLedger(
          "this node has no blocks yet, and cannot take the state of others over: "
              + e.getMessage(),
          e);
    }
  }

  private void endSync() {
    sync.getAndSet(Optional.empty()).ifPresent(SyncDoor::close);
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

  /// A block below the newest, with the commit of the next one, by which CometBFT judges too; what
  /// is remembered of the time when it was the newest may have others' votes.
  private Optional<ForkEvidence.Own> own(long height) {
    try {
      return rpc.commit(height)
          .flatMap(signed -> validators(height).map(set -> new ForkEvidence.Own(signed, set)));
    } catch (IOException e) {
      throw unavailable(e);
    }
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
    if (height <= CometGenesis.base(home.move()) || height > head().getHeight()) {
      return List.of();
    }
    try {
      return rpc.turns(height);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<SignedHeader> signedHeader(long height) {
    if (height < 1 || height > head().getHeight()) {
      return Optional.empty();
    }
    Optional<StoredBlock> old = stored(height);
    if (old.isPresent() || isBefore(height)) {
      return old.map(StoredBlocks::signedHeader);
    }
    SignedHeader known = headers.get(height);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      Optional<SignedHeader> asked = rpc.commit(height);
      asked.filter(_ -> height > head().getHeight() - KEPT).ifPresent(found -> keep(height, found));
      return asked;
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /// Whether a height is of before CometBFT's first.
  private boolean isBefore(long height) {
    return home.move().filter(m -> height <= m.height()).isPresent();
  }

  private Optional<StoredBlock> stored(long height) {
    return isBefore(height)
        ? before.flatMap(log -> StoredBlocks.read(log, height))
        : Optional.empty();
  }

  private static BlocksUnavailable unavailable(IOException e) {
    return new BlocksUnavailable("CometBFT, which keeps the blocks, does not give one now", e);
  }

  private void keep(long height, SignedHeader found) {
    headers.put(height, found);
    while (headers.size() > KEPT) {
      headers.pollFirstEntry();
    }
  }

  @Override
  public Optional<List<ByteString>> transactions(long height) {
    if (height < 1 || height > head().getHeight()) {
      return Optional.empty();
    }
    if (isBefore(height)) {
      return stored(height)
          .filter(block -> !StoredBlocks.isShortened(block))
          .map(block -> block.getBlock().getData().getTxsList());
    }
    try {
      return rpc.transactions(height);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<List<TxName>> names(long height) {
    return isBefore(height) ? stored(height).map(StoredBlocks::names) : Engine.super.names(height);
  }

  @Override
  public Optional<Validators> validators(long height) {
    Optional<SignedHeader> signed = signedHeader(height);
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    if (isBefore(height)) {
      return stored(height).map(block -> ValidatorSets.of(block, home.genesis()));
    }
    ByteString hash = signed.get().getHeader().getValidatorsHash();
    Validators first = ValidatorSets.ofGenesis(home.genesis());
    if (first.hash().equals(hash)) {
      return Optional.of(first);
    }
    try {
      return rpc.validators(height).filter(set -> set.hash().equals(hash));
    } catch (IOException e) {
      throw unavailable(e);
    }
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
      endSync();
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
    endSync();
    if (server != null) {
      server.close();
      noteVotes();
    }
    rpc.close();
    app.close();
    before.ifPresent(BlockLog::close);
  }
}
