package network.cairn.ledger.engine.comet;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.engine.comet.abci.AbciServer;
import network.cairn.ledger.engine.tip.Tip;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
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

  /// Newest signed headers in memory: every proof needs one of them.
  private static final int KEPT = 256;

  private final EngineHome home;
  private final EngineKind.Comet settings;
  private final Scheduler scheduler;
  private final CometHome folder;
  private final Tip tip;
  private final LedgerApp app;
  private final CometRpc rpc;
  private final CometProcess process;
  private final ConcurrentSkipListMap<Long, SignedHeader> headers = new ConcurrentSkipListMap<>();
  private @Nullable AbciServer server;

  private CometEngine(
      EngineHome home,
      EngineKind.Comet settings,
      StateStore states,
      Scheduler scheduler,
      LedgerMetrics metrics) {
    this.home = home;
    this.settings = settings;
    this.scheduler = scheduler;
    this.folder = new CometHome(home.folder().home());
    LedgerHead head = LedgerVerify.begin(home.genesis(), states);
    this.tip = new Tip(states, head, metrics);
    this.app =
        new LedgerApp(
            home.genesis(),
            home.keys(),
            tip,
            new BlockExecution(),
            metrics,
            scheduler::nanoTime,
            this::noteVotes);
    this.rpc = new CometRpc(settings.rpc());
    this.process = new CometProcess(settings.binary(), folder, scheduler);
  }

  /// Opens the engine of a home over its states.
  ///
  /// @throws DamagedLedger if the states are another chain's, the home's blocks are the embedded
  ///   engine's, its keys are no validator's, or there is no CometBFT of the right series
  public static CometEngine open(
      EngineHome home, EngineKind.Comet settings, Scheduler scheduler, LedgerMetrics metrics) {
    requireOwn(home);
    CometProcess.requireVersion(settings.binary());
    StateStore states = home.folder().openOrReplaceStates(home.retention(), LOG::warn);
    try {
      return new CometEngine(home, settings, states, scheduler, metrics);
    } catch (RuntimeException e) {
      states.close();
      throw e;
    }
  }

  private static void requireOwn(EngineHome home) {
    if (home.folder().hasBlocks()) {
      throw new DamagedLedger(
          "the blocks in "
              + home.folder().home()
              + " were made by the embedded engine; start this ledger without --engine cometbft");
    }
    boolean own =
        home.genesis().validators().stream()
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
    folder.render(home.genesis(), home.keys(), settings, socket, head().getHeight());
    try {
      server = AbciServer.listen(socket, app, scheduler);
    } catch (IOException e) {
      throw new DamagedLedger("cannot listen on " + socket + ": " + e.getMessage(), e);
    }
    process.start();
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
  public Optional<SignedHeader> signedHeader(long height) {
    if (height < 1 || height > head().getHeight()) {
      return Optional.empty();
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
    try {
      return rpc.transactions(height);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<Validators> validators(long height) {
    Optional<SignedHeader> signed = signedHeader(height);
    if (signed.isEmpty()) {
      return Optional.empty();
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

  /// An older note refuses fewer old copies and is no reason to stop.
  private void noteVotes() {
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
    if (server != null) {
      server.close();
      noteVotes();
    }
    rpc.close();
    app.close();
  }
}
