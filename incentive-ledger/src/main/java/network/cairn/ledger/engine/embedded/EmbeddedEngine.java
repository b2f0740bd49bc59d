package network.cairn.ledger.engine.embedded;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.chain.Times;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.chain.Votes;
import network.cairn.ledger.crypto.EcVrf;
import network.cairn.ledger.crypto.Ed25519;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.StoredBlocks;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.ValidatorSets;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Validation;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Domain;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
import network.cairn.proto.comet.CommitSig;
import network.cairn.proto.comet.Data;
import network.cairn.proto.comet.EvidenceList;
import network.cairn.proto.comet.Header;
import network.cairn.proto.comet.SignedHeader;
import network.cairn.proto.comet.Time;
import network.cairn.proto.ledger.BeaconTx;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes blocks alone (docs/protocol.md §1, §2): drains the pool, proves the beacon, signs header
/// and precommit, writes the block durably, executes and commits it.
///
/// The constructor replays what the log has beyond the state. [#start] runs one platform thread
/// that makes a block every interval, empty ones too; a test calls [#step] instead. After a failure
/// of disk or rules the engine makes no more blocks. Everything else is thread-safe.
public final class EmbeddedEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);
  private static final Duration STEP = Duration.ofMillis(1);
  private static final long BEACON_BYTES = 128;

  private final Genesis genesis;
  private final ValidatorKeys keys;
  private final StateStore states;
  private final BlockLog log;
  private final InstantSource clock;
  private final LedgerMetrics metrics;
  private final BlockExecution execution = new BlockExecution();
  private final Snapshots snapshots = new Snapshots();
  private final ReentrantLock poolLock = new ReentrantLock();
  private final ReentrantLock progressLock = new ReentrantLock();
  private final Condition progress = progressLock.newCondition();
  private final Mempool pool;
  private Commit lastCommit;
  private volatile LedgerHead head;
  private volatile Optional<RuntimeException> failure = Optional.empty();
  private volatile boolean closed;
  private Optional<Thread> producer = Optional.empty();

  /// Opens a chain over its store and log, and replays the log as far as the state lacks it.
  ///
  /// @throws DamagedLedger if store, log and genesis do not fit
  public EmbeddedEngine(
      Genesis genesis,
      ValidatorKeys keys,
      StateStore states,
      BlockLog log,
      InstantSource clock,
      LedgerMetrics metrics) {
    this.genesis = genesis;
    this.keys = keys;
    this.states = states;
    this.log = log;
    this.clock = clock;
    this.metrics = metrics;
    requireOwnKeys(genesis, keys);
    this.head = LedgerVerify.replay(genesis, log, states, _ -> {});
    this.lastCommit =
        StoredBlocks.read(log, head.getHeight())
            .map(StoredBlock::getCommit)
            .orElse(Commit.getDefaultInstance());
    Snapshot first = states.snapshot();
    snapshots.push(first);
    this.pool = new Mempool(first, head.getHeight() + 1);
  }

  /// Opens the engine of a home over its folder's blocks and states.
  ///
  /// @throws DamagedLedger as the constructor
  public static EmbeddedEngine open(EngineHome home, InstantSource clock, LedgerMetrics metrics) {
    BlockLog log = home.folder().openBlocks();
    try {
      StateStore states = home.folder().openStates(home.retention());
      try {
        return new EmbeddedEngine(home.genesis(), home.keys(), states, log, clock, metrics);
      } catch (RuntimeException e) {
        states.close();
        throw e;
      }
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private static void requireOwnKeys(Genesis genesis, ValidatorKeys keys) {
    boolean own =
        genesis.validators().size() == 1
            && genesis.validators().getFirst().pubkey().equals(keys.validatorKey())
            && genesis.validators().getFirst().beaconKey().equals(keys.beaconKey());
    if (!own) {
      throw new DamagedLedger(
          "the embedded engine needs a genesis whose only validator has these keys");
    }
  }

  /// Begins to make blocks on a platform thread of its own.
  @Override
  public synchronized void start() {
    if (producer.isPresent()) {
      throw new IllegalStateException("the engine runs already");
    }
    producer = Optional.of(Thread.ofPlatform().name("ledger-blocks").start(this::produce));
  }

  private void produce() {
    Duration interval = Duration.ofMillis(genesis.params().blockIntervalMs());
    Instant due = clock.instant();
    while (!closed) {
      try {
        step();
      } catch (RuntimeException e) {
        LOG.error("the ledger stops at height {}: {}", head.getHeight(), e.getMessage(), e);
        return;
      }
      due = due.plus(interval);
      Instant now = clock.instant();
      if (due.isBefore(now.minus(interval))) {
        due = now;
      }
      while (!closed && clock.instant().isBefore(due)) {
        LockSupport.parkNanos(Math.max(1, Duration.between(clock.instant(), due).toNanos()));
      }
    }
  }

  /// Makes one block now and returns when it is committed. One caller at a time, from a platform
  /// thread.
  ///
  /// @return the new head
  public synchronized LedgerHead step() {
    if (closed || failure.isPresent()) {
      throw new IllegalStateException(
          "the ledger has stopped" + failure.map(e -> ": " + e.getMessage()).orElse(""));
    }
    Instant begun = clock.instant();
    try {
      StoredBlock block = propose();
      log.append(block.getBlock().getHeader().getHeight(), block.toByteArray());
      commit(block);
      metrics.block(
          head.getHeight(),
          block.getBlock().getData().getTxsCount() - 1,
          Duration.between(begun, clock.instant()).toNanos());
      return head;
    } catch (RuntimeException e) {
      failure = Optional.of(e);
      wake();
      throw e;
    }
  }

  private StoredBlock propose() {
    return snapshots.newest(state -> {
      List<ByteString> txs = new ArrayList<>();
      txs.add(beacon(state));
      poolLock.lock();
      try {
        txs.addAll(pool.first(Validation.MAX_BLOCK_BYTES - BEACON_BYTES));
      } finally {
        poolLock.unlock();
      }
      Header header = StoredBlocks.nextHeader(state, lastCommit, time(), keys.address(), txs);
      return sign(header, txs, ValidatorSets.next(state));
    });
  }

  private ByteString beacon(Snapshot state) {
    long height = head.getHeight() + 1;
    LedgerView view = new LedgerView(state);
    ByteString before = view.beacon(height - 1).orElseThrow().value();
    byte[] alpha = Domain.beaconAlpha(head.getChainRef(), height, before);
    byte[] pi = EcVrf.prove(keys.beaconSeed(), alpha);
    return BeaconTx.newBuilder().setPi(ByteString.copyFrom(pi)).build().toByteString();
  }

  /// Now, but later than the block before.
  private Time time() {
    Instant earliest = Times.instant(head.getTime()).plus(STEP);
    Instant now = clock.instant();
    return Times.of(now.isAfter(earliest) ? now : earliest);
  }

  private StoredBlock sign(Header header, List<ByteString> txs, Validators validators) {
    Block block =
        Block.newBuilder()
            .setHeader(header)
            .setData(Data.newBuilder().addAllTxs(txs))
            .setEvidence(EvidenceList.getDefaultInstance())
            .setLastCommit(lastCommit)
            .build();
    BlockId id =
        BlockId.newBuilder()
            .setHash(Headers.hash(header))
            .setPartSetHeader(Headers.parts(block.toByteString()))
            .build();
    Commit unsigned =
        Commit.newBuilder()
            .setHeight(header.getHeight())
            .setBlockId(id)
            .addSignatures(
                CommitSig.newBuilder()
                    .setBlockIdFlag(Votes.FOR_BLOCK)
                    .setValidatorAddress(keys.address())
                    .setTimestamp(header.getTime()))
            .build();
    byte[] signature =
        Ed25519.sign(keys.validatorSeed(), Votes.signBytes(header.getChainId(), unsigned, 0));
    Commit.Builder commit = unsigned.toBuilder();
    commit.getSignaturesBuilder(0).setSignature(ByteString.copyFrom(signature));
    return StoredBlocks.of(block, commit.build(), validators, genesis);
  }

  private void commit(StoredBlock stored) {
    StateStore.Change change =
        snapshots.newest(
            state -> execution.execute(state, stored.getBlock(), stored.getCommit().getBlockId()));
    states.commit(change);
    Snapshot newest = states.snapshot();
    poolLock.lock();
    try {
      pool.advance(newest, change.head().getHeight() + 1, stored.getBlock().getData().getTxsList());
      metrics.pool(pool.size());
      snapshots.push(newest);
    } finally {
      poolLock.unlock();
    }
    lastCommit = stored.getCommit();
    head = change.head();
    wake();
  }

  private void wake() {
    progressLock.lock();
    try {
      progress.signalAll();
    } finally {
      progressLock.unlock();
    }
  }

  @Override
  public Taken submit(ByteString encoded) {
    SignedTx tx;
    try {
      tx = SignedTx.decode(encoded);
    } catch (NotCanonical e) {
      metrics.refused("NOT_CANONICAL");
      return new Taken(
          ByteString.EMPTY,
          Optional.of(new Refused("NOT_CANONICAL", String.valueOf(e.getMessage()))));
    }
    byte[] id = tx.bodyId();
    ByteString bodyId = ByteString.copyFrom(id);
    if (snapshots.newest(state -> state.tx(id)).isPresent()) {
      return new Taken(bodyId, Optional.empty());
    }
    poolLock.lock();
    try {
      Optional<Refused> refusal = pool.add(bodyId, tx, encoded);
      refusal.ifPresent(r -> metrics.refused(r.reason()));
      metrics.pool(pool.size());
      return new Taken(bodyId, refusal);
    } finally {
      poolLock.unlock();
    }
  }

  @Override
  public boolean isCatchingUp() {
    return false;
  }

  @Override
  public LedgerHead head() {
    return head;
  }

  @Override
  public boolean awaitHeight(long height, Duration max) throws InterruptedException {
    long left = max.toNanos();
    progressLock.lock();
    try {
      while (head.getHeight() < height) {
        if (closed || failure.isPresent()) {
          throw new IllegalStateException("the ledger has stopped at height " + head.getHeight());
        }
        if (left <= 0) {
          return false;
        }
        left = progress.awaitNanos(left);
      }
      return true;
    } finally {
      progressLock.unlock();
    }
  }

  @Override
  public <R> R read(Function<Snapshot, R> reader) {
    return snapshots.newest(reader);
  }

  @Override
  public <R> Optional<R> readAt(long height, Function<Snapshot, R> reader) {
    return snapshots.at(height, reader);
  }

  @Override
  public Optional<SignedHeader> signedHeader(long height) {
    return stored(height).map(StoredBlocks::signedHeader);
  }

  @Override
  public Optional<List<ByteString>> transactions(long height) {
    return stored(height).map(block -> block.getBlock().getData().getTxsList());
  }

  @Override
  public Optional<Validators> validators(long height) {
    return stored(height).map(block -> ValidatorSets.of(block, genesis));
  }

  private Optional<StoredBlock> stored(long height) {
    return height > head.getHeight() ? Optional.empty() : StoredBlocks.read(log, height);
  }

  @Override
  public Genesis genesis() {
    return genesis;
  }

  @Override
  public void close() {
    closed = true;
    wake();
    producer.ifPresent(EmbeddedEngine::join);
    synchronized (this) {
      snapshots.close();
      log.close();
      states.close();
    }
  }

  private static void join(Thread thread) {
    LockSupport.unpark(thread);
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
