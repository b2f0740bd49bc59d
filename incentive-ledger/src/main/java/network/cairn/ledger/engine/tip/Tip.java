package network.cairn.ledger.engine.tip;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.Engine.Refused;
import network.cairn.ledger.engine.Engine.Taken;
import network.cairn.ledger.engine.KnownKeys;
import network.cairn.ledger.engine.KnownSignatures;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.Submitter;
import network.cairn.ledger.engine.pool.Mempool;
import network.cairn.ledger.engine.snapshot.Manifest;
import network.cairn.ledger.engine.snapshot.Restoration;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.Envelopes;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.SignedTx;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The committed state of one chain with the pool over it.
///
/// [#own], [#commit], [#leaveOut] and [#close] are for the one thread that makes or takes blocks;
/// the rest is thread-safe.
public final class Tip implements AutoCloseable {
  /// Heights of which a state is kept to read.
  public static final int KEPT = Snapshots.KEPT;

  private static final Logger LOG = LoggerFactory.getLogger(Tip.class);

  private final StateStore states;
  private final LedgerMetrics metrics;
  private final Snapshots snapshots = new Snapshots();
  private final FaultyTxs faulty = new FaultyTxs();
  private final Progress progress;
  private final BlockExecution execution;
  private final Mempool pool;

  /// The newest state, for pool and proposals alone: no reader makes them wait.
  private Snapshot own;

  private Optional<SnapshotTaker> taker = Optional.empty();

  /// @param states that have a head; closed with this
  public Tip(StateStore states, LedgerHead head, LedgerMetrics metrics) {
    this(states, head, metrics, new KnownSignatures(new KnownKeys()));
  }

  /// As the other.
  ///
  /// @param crypto says what [Crypto#strict] would
  public Tip(StateStore states, LedgerHead head, LedgerMetrics metrics, Crypto crypto) {
    this.states = states;
    this.metrics = metrics;
    this.progress = new Progress(head);
    snapshots.push(states.snapshot());
    this.own = states.snapshot();
    this.pool = new Mempool(crypto, new Newest(), own, head.getHeight() + 1);
    this.execution = new BlockExecution(crypto, pool, Program.current());
  }

  /// The newest state, for who judges transactions over it.
  private final class Newest implements Mempool.Tip {
    @Override
    public <R> R read(Mempool.Look<R> look) {
      return snapshots.newest(state -> look.at(state, state.head().orElseThrow().getHeight() + 1));
    }
  }

  /// Executes blocks over this pool's crypto: what the one has decoded and verified, the other need
  /// not.
  public BlockExecution execution() {
    return execution;
  }

  /// From now on snapshots are taken of what is committed; the taker is closed with this.
  public void take(SnapshotTaker snapshots) {
    taker = Optional.of(snapshots);
  }

  public Progress progress() {
    return progress;
  }

  public LedgerHead head() {
    return progress.head();
  }

  /// The newest state, good until the next [#commit].
  public Snapshot own() {
    return own;
  }

  /// As [network.cairn.ledger.engine.Engine#read].
  public <R> R read(Function<Snapshot, R> reader) {
    return snapshots.newest(reader);
  }

  /// As [network.cairn.ledger.engine.Engine#readAt].
  public <R> Optional<R> readAt(long height, Function<Snapshot, R> reader) {
    return snapshots.at(height, reader);
  }

  /// As [network.cairn.ledger.engine.Engine#awaitHeight].
  public boolean await(long height, Duration max) throws InterruptedException {
    return progress.await(height, max);
  }

  /// What of the pool the next block should hold, without the beacon.
  ///
  /// @param room as [network.cairn.ledger.rules.Validation#room] counts it
  /// @param bytes of all transactions, each with [Mempool#FRAME]
  public List<ByteString> choose(long room, long bytes) {
    return pool.choose(room, bytes);
  }

  /// What the pool has decoded.
  public Envelopes envelopes() {
    return pool;
  }

  /// Keeps a transaction on which the rules fail out of the next proposals.
  public void leaveOut(ByteString encoded, RuntimeException fault) {
    ByteString id = ByteString.copyFrom(SignedTx.decode(encoded).bodyId());
    LOG.error(
        "the rules fail on transaction {} in the proposal of block {}; it is left out, and nothing"
            + " of it was done. This is a fault of Cairn: please report it",
        HexFormat.of().formatHex(id.toByteArray()),
        head().getHeight() + 1,
        fault);
    faulty.add(id);
    pool.advance(own, head().getHeight() + 1, List.of(encoded));
  }

  /// Makes a block's change durable, then shows it.
  ///
  /// @param txs of the block
  public void commit(StateStore.Change change, List<ByteString> txs) {
    states.commit(change);
    Snapshot shared = states.snapshot();
    Snapshot before = own;
    own = states.snapshot();
    // First, so that whom the pool refuses from here on finds what is in the block.
    snapshots.push(shared);
    pool.advance(own, change.head().getHeight() + 1, txs);
    metrics.pool(pool.size());
    before.close();
    taker.ifPresent(t -> t.committed(change.head().getHeight(), states::snapshot));
  }

  /// Begins to fill the states from a snapshot; what was read before cannot be read until
  /// [#restored] or [#begin].
  ///
  /// @param usable bytes that the disk has left
  public Restoration restore(Manifest manifest, LongSupplier usable) {
    return new Restoration(states, manifest, usable);
  }

  /// The states were filled: shows them, and takes a snapshot of the next height.
  public void restored(LedgerHead head) {
    show(head);
    taker.ifPresent(SnapshotTaker::owe);
  }

  private void show(LedgerHead head) {
    Snapshot before = own;
    own = states.snapshot();
    snapshots.push(states.snapshot());
    pool.advance(own, head.getHeight() + 1, List.of());
    before.close();
    progress.reach(head);
  }

  /// Makes the first state of states that are empty.
  public void begin(StateStore.Change genesis) {
    states.commit(genesis);
    show(genesis.head());
  }

  /// As [network.cairn.ledger.engine.Engine#submit(ByteString, Submitter)].
  public Taken submit(ByteString encoded, Submitter from) {
    return judge(encoded, from).get();
  }

  /// The part of [#submit] that needs no order: many can be verified at once.
  ///
  /// @return puts what passed into the pool; to be asked once, where transactions of one payer
  ///   follow one another in their order
  public Supplier<Taken> judge(ByteString encoded, Submitter from) {
    SignedTx tx;
    try {
      tx = SignedTx.decode(encoded);
    } catch (NotCanonical e) {
      metrics.refused("NOT_CANONICAL");
      Refused refused = new Refused("NOT_CANONICAL", String.valueOf(e.getMessage()));
      return () -> new Taken(ByteString.EMPTY, Optional.of(refused));
    }
    byte[] id = tx.bodyId();
    ByteString bodyId = ByteString.copyFrom(id);
    if (isExecuted(id)) {
      return () -> new Taken(bodyId, Optional.empty());
    }
    if (faulty.contains(bodyId)) {
      Refused refused = new Refused("FAULT", "the rules fail on it; see the ledger's log");
      return () -> taken(id, Optional.of(refused));
    }
    Supplier<Optional<Refused>> judged = pool.judge(bodyId, encoded, from);
    return () -> taken(id, judged.get());
  }

  private Taken taken(byte[] id, Optional<Refused> refusal) {
    ByteString bodyId = ByteString.copyFrom(id);
    // A block may have taken it since it was looked for.
    if (refusal.isPresent() && isExecuted(id)) {
      return new Taken(bodyId, Optional.empty());
    }
    refusal.ifPresent(r -> metrics.refused(r.reason()));
    metrics.pool(pool.size());
    return new Taken(bodyId, refusal);
  }

  private boolean isExecuted(byte[] bodyId) {
    return snapshots.newest(state -> state.tx(bodyId)).isPresent();
  }

  /// Whether a transaction waits in the pool.
  public boolean isWaiting(ByteString bodyId) {
    return pool.isWaiting(bodyId);
  }

  /// Waits for the readers of now, then closes the states.
  @Override
  public void close() {
    taker.ifPresent(SnapshotTaker::close);
    snapshots.close();
    own.close();
    states.close();
  }
}
