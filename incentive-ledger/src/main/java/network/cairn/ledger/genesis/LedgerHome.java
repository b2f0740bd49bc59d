package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import network.cairn.base.files.DurableFiles;
import network.cairn.base.time.RealScheduler;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.choice.EngineChoice;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.jspecify.annotations.Nullable;

/// The folder of one ledger: `genesis`, `network`, `consensus`, `keystore/{validator,beacon,node,
/// treasury}`, `blocks/` or `comet/`, `state/`, `lock`.
public final class LedgerHome {
  private static final int MAX_GENESIS = 1 << 20;
  private final Path folder;
  private final Genesis genesis;
  private final NetworkFile network;

  private LedgerHome(Path folder, Genesis genesis, NetworkFile network) {
    this.folder = folder;
    this.genesis = genesis;
    this.network = network;
  }

  /// What a new chain is to be.
  ///
  /// @param chainId decides the profile: ids that begin `cairn-dev-` are dev chains
  /// @param params empty for the profile's defaults
  public record Plan(String chainId, Optional<Params> params, URI ledgerUrl) {
    public static Plan of(String chainId, URI ledgerUrl) {
      return new Plan(chainId, Optional.empty(), ledgerUrl);
    }
  }

  /// Makes a chain of one validator: keys, a genesis that gives all to `treasury`, the network and
  /// the consensus file.
  ///
  /// @throws InvalidHome if the folder has a chain already or cannot be written
  public static LedgerHome init(
      Path folder, Plan plan, RandomGenerator random, InstantSource clock) {
    if (Files.exists(folder.resolve("genesis"))) {
      throw new InvalidHome(folder + " has a chain already; choose another folder");
    }
    try {
      NetworkFile.requireForm(plan.chainId(), plan.ledgerUrl());
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome("no chain can be made: " + e.getMessage(), e);
    }
    Signer validator = KeyFile.create(key(folder, "validator"), random);
    Signer beacon = KeyFile.create(key(folder, "beacon"), random);
    Signer treasury = KeyFile.create(key(folder, "treasury"), random);
    Genesis genesis =
        new Genesis(
            plan.chainId(),
            clock.instant().toEpochMilli(),
            List.of(new Genesis.Validator(validator.pubkey(), 1, beacon.pubkey())),
            plan.params().orElseGet(() -> Params.defaults(Profile.of(plan.chainId()))),
            List.of(new Genesis.Allocation(treasury.address(), Amount.SUPPLY)));
    genesis.requireBounds();
    KeyFile.create(key(folder, "node"), random);
    return write(folder, genesis, NetworkFile.of(genesis, plan.ledgerUrl()), ConsensusFile.alone());
  }

  /// Writes a home's files, the genesis last: a folder without it is no home.
  static LedgerHome write(
      Path folder, Genesis genesis, NetworkFile network, ConsensusFile consensus) {
    write(folder.resolve("network"), network.format().getBytes(StandardCharsets.UTF_8));
    write(folder.resolve("consensus"), consensus.format().getBytes(StandardCharsets.UTF_8));
    write(folder.resolve("genesis"), genesis.encode().toByteArray());
    return new LedgerHome(folder, genesis, network);
  }

  /// Opens a home.
  ///
  /// @throws InvalidHome if there is none
  public static LedgerHome open(Path folder) {
    byte[] bytes = read(folder.resolve("genesis"), MAX_GENESIS);
    byte[] text = read(folder.resolve("network"), NetworkFile.MAX_SIZE);
    Genesis genesis;
    NetworkFile network;
    try {
      genesis = Genesis.decode(ByteString.copyFrom(bytes));
      network = NetworkFile.parse(new String(text, StandardCharsets.UTF_8));
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidHome(
          "the genesis in " + folder + " is damaged: " + e.getMessage() + "; restore the file", e);
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome(
          "the network file in " + folder + " is broken: " + e.getMessage() + "; restore it", e);
    }
    if (!network.equals(NetworkFile.of(genesis, network.ledgerUrl()).at(network.servers()))) {
      throw new InvalidHome(
          "the files genesis and network in "
              + folder
              + " do not belong together; restore whichever is damaged from a backup");
    }
    return new LedgerHome(folder, genesis, network);
  }

  public Genesis genesis() {
    return genesis;
  }

  public NetworkFile network() {
    return network;
  }

  /// The key that holds the first allocation.
  public Signer treasury() {
    return KeyFile.read(key(folder, "treasury"));
  }

  /// An engine over this home's store, which it locks until it is closed.
  ///
  /// @throws InvalidHome if another process has it open
  public Running engine(InstantSource clock, LedgerMetrics metrics) {
    return engine(clock, metrics, Retention.standard());
  }

  /// As [#engine(InstantSource, LedgerMetrics)] with another retention than the standard one.
  public Running engine(InstantSource clock, LedgerMetrics metrics, Retention retention) {
    return engine(new RealScheduler(), clock, metrics, retention);
  }

  /// As [#engine(InstantSource, LedgerMetrics, Retention)].
  ///
  /// @param scheduler of the pace of blocks; learns what no restart of their loop mends
  public Running engine(
      Scheduler scheduler, InstantSource clock, LedgerMetrics metrics, Retention retention) {
    return engine(new EngineKind.Embedded(), scheduler, clock, metrics, retention);
  }

  /// As the other, with an engine of some kind.
  public Running engine(
      EngineKind kind,
      Scheduler scheduler,
      InstantSource clock,
      LedgerMetrics metrics,
      Retention retention) {
    Lock lock = Lock.take(folder);
    try {
      return new Running(open(kind, scheduler, clock, metrics, retention), lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// CometBFT over this home, as its files `consensus` and `keystore/node` say.
  ///
  /// @param binary CometBFT's program
  /// @throws InvalidHome if one of them is missing or broken
  public EngineKind cometbft(Path binary) {
    Path file = folder.resolve("consensus");
    String text = new String(read(file, ConsensusFile.MAX_SIZE), StandardCharsets.UTF_8);
    try {
      return ConsensusFile.parse(text)
          .settings(binary, ByteString.copyFrom(KeyFile.read(key(folder, "node")).seed()));
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome(file + " is broken: " + e.getMessage() + "; mend the line", e);
    }
  }

  private Engine open(
      EngineKind kind,
      Scheduler scheduler,
      InstantSource clock,
      LedgerMetrics metrics,
      Retention retention) {
    ValidatorKeys keys =
        new ValidatorKeys(
            KeyFile.read(key(folder, "validator")).seed(),
            KeyFile.read(key(folder, "beacon")).seed());
    return EngineChoice.open(
        new EngineHome(new LedgerFolder(folder), genesis, keys, retention),
        kind,
        scheduler,
        clock,
        metrics);
  }

  /// An engine and the lock of its home.
  public record Running(Engine engine, Lock lock) implements AutoCloseable {
    @Override
    public void close() {
      engine.close();
      lock.close();
    }
  }

  /// Where a replayed chain stands.
  ///
  /// @param torn whether the log ends in a part of a block, which the next start moves aside
  public record Verified(long height, ByteString appHash, boolean torn) {}

  /// Where the log of a ledger that does not run ends.
  ///
  /// @param time of that block, the genesis's for height 0
  public record Rest(long height, Instant time) {}

  /// Looks at the end of the log; changes nothing.
  ///
  /// @return empty if a process runs this ledger
  public Optional<Rest> rest() {
    Optional<Lock> lock = Lock.tryTake(folder);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    if (new LedgerFolder(folder).hasCometBlocks()) {
      try (Lock _ = lock.get();
          StateStore states = new LedgerFolder(folder).openStates(Retention.all());
          Snapshot state = states.snapshot()) {
        return state.head().map(head -> new Rest(head.getHeight(), Times.instant(head.getTime())));
      }
    }
    try (Lock _ = lock.get();
        BlockLog log = new LedgerFolder(folder).openBlocks()) {
      long height = log.lastHeight();
      Instant time =
          StoredBlocks.read(log, height)
              .map(block -> Times.instant(block.getBlock().getHeader().getTime()))
              .orElseGet(() -> Instant.ofEpochMilli(genesis.timeMs()));
      return Optional.of(new Rest(height, time));
    }
  }

  /// What a verification says of its way.
  public interface VerifyProgress {
    /// Blocks that an earlier run has replayed are only compared with what it saw.
    ///
    /// @param from the height that was replayed last, 0 for a fresh start
    /// @param to the log's last height
    default void begin(long from, long to) {}

    /// A block is done: compared up to `from`, replayed above.
    void at(long height);
  }

  /// Replays the block log from genesis into a folder, checks every header, signature and root, and
  /// compares the end with the home's own state. The home must not be running; its log is read
  /// only. Where a run was interrupted the next one with the same folder goes on: it first makes
  /// sure by their hashes that the blocks up to there are still the same.
  ///
  /// @param scratch a folder for the replayed state, missing at first
  /// @throws DamagedLedger naming the first block that does not follow
  /// @throws network.cairn.ledger.store.DamagedState if the folder is of no use
  public Verified verify(Path scratch, VerifyProgress progress) {
    if (new LedgerFolder(folder).hasCometBlocks()) {
      throw new InvalidHome(
          "the blocks in "
              + folder
              + " are CometBFT's; to replay them all, move the folder state aside and start the"
              + " ledger");
    }
    try (Lock _ = Lock.take(folder);
        BlockLog log = new LedgerFolder(folder).openBlocks();
        StateStore states = LmdbStateStore.openScratch(scratch)) {
      boolean torn = log.isTorn(stateHeight());
      progress.begin(LedgerVerify.stateHeight(states).orElse(0), log.lastHeight());
      LedgerVerify.requireLinked(genesis, log, states, progress::at);
      LedgerHead head = LedgerVerify.replay(genesis, log, states, progress::at);
      requireSameState(head);
      return new Verified(head.getHeight(), head.getAppHash(), torn);
    }
  }

  private OptionalLong stateHeight() {
    LedgerFolder stored = new LedgerFolder(folder);
    if (!stored.hasStates()) {
      return OptionalLong.empty();
    }
    try (StateStore own = stored.openStates(Retention.all())) {
      return LedgerVerify.stateHeight(own);
    }
  }

  /// A state that a crash left one block behind the log is brought up at the next start.
  private void requireSameState(LedgerHead replayed) {
    LedgerFolder stored = new LedgerFolder(folder);
    if (!stored.hasStates()) {
      return;
    }
    try (StateStore own = stored.openStates(Retention.all());
        Snapshot state = own.snapshot()) {
      Optional<LedgerHead> head = state.head();
      head.ifPresent(LedgerVerify::requireKnownForm);
      boolean same =
          head.isEmpty()
              || head.get().getHeight() < replayed.getHeight()
              || (head.get().equals(replayed)
                  && replayed.getAppHash().equals(ByteString.copyFrom(Jmt.root(state))));
      if (!same) {
        throw new DamagedLedger(
            "the state in " + folder + " is not what its blocks give; delete it to replay them");
      }
    }
  }

  private static Path key(Path folder, String name) {
    return folder.resolve("keystore").resolve(name);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      DurableFiles.replace(file, bytes);
    } catch (IOException e) {
      throw new InvalidHome("cannot write " + file, e);
    }
  }

  private static byte[] read(Path file, int max) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new InvalidHome(file + " is longer than " + max + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new InvalidHome("cannot read " + file + "; make a chain with: cairn ledger init", e);
    }
  }

  /// One process at a time.
  public static final class Lock implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock held;

    private Lock(FileChannel channel, FileLock held) {
      this.channel = channel;
      this.held = held;
    }

    static Lock take(Path folder) {
      return tryTake(folder)
          .orElseThrow(
              () -> new InvalidHome("another process has the ledger in " + folder + " open"));
    }

    /// Empty if another process has it.
    static Optional<Lock> tryTake(Path folder) {
      try {
        FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = tryLock(channel);
        if (held == null) {
          channel.close();
          return Optional.empty();
        }
        return Optional.of(new Lock(channel, held));
      } catch (IOException e) {
        throw new InvalidHome("cannot lock " + folder, e);
      }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
      try {
        return channel.tryLock();
      } catch (OverlappingFileLockException e) {
        return null;
      }
    }

    @Override
    public void close() {
      try {
        held.release();
        channel.close();
      } catch (IOException e) {
        throw new InvalidHome("cannot release the lock", e);
      }
    }
  }
}
