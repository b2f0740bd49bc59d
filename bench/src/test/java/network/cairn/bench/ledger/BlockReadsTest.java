package network.cairn.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Msg;
import network.cairn.ledger.wallet.Signer;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A block costs what happens in it, however many agreements the state has.
final class BlockReadsTest {
  private static final int DUE = 5;
  private static final int BLOCKS = 6;

  @TempDir private Path folder;

  /// What blocks read of the state and wrote to it.
  private static final class Counts {
    /// Values that were read, and rows that a scan showed.
    long reads;

    /// Nodes of the tree, whose depth grows with the logarithm of what the state has.
    long nodeReads;

    long writes;
    long nodeWrites;
    long events;
  }

  private record Counted(StateStore store, Counts counts) implements StateStore {
    @Override
    public void commit(Change change) {
      counts.writes += change.writes().size();
      counts.nodeWrites += change.nodes().size();
      counts.events += change.events().size();
      store.commit(change);
    }

    @Override
    public Filling fill() {
      return store.fill();
    }

    @Override
    public Snapshot snapshot() {
      return new CountedSnapshot(store.snapshot(), counts);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private record CountedSnapshot(Snapshot state, Counts counts) implements Snapshot {
    @Override
    public Optional<LedgerHead> head() {
      return state.head();
    }

    @Override
    public Optional<TxRecord> tx(byte[] bodyId) {
      return state.tx(bodyId);
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      counts.reads++;
      return state.get(key);
    }

    @Override
    public Optional<byte[]> node(byte[] nodeKey) {
      counts.nodeReads++;
      return state.node(nodeKey);
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      state.scan(
          fromInclusive,
          toExclusive,
          (key, value) -> {
            counts.reads++;
            return visitor.visit(key, value);
          });
    }

    @Override
    public void events(long afterHeight, int afterIndex, EventVisitor visitor) {
      state.events(afterHeight, afterIndex, visitor);
    }

    @Override
    public void owned(Owned.Kind kind, ByteString owner, long after, LongPredicate visitor) {
      state.owned(kind, owner, after, visitor);
    }

    @Override
    public void close() {
      state.close();
    }
  }

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return seed;
  }

  /// Blocks that each end some agreements, over a state with so many, and move money.
  private Counts blocks(int agreements) {
    Signer treasury = new Signer(seed(3));
    ValidatorKeys keys = new ValidatorKeys(seed(1), seed(2));
    Genesis genesis = LargeState.genesis(keys, treasury.address());
    LedgerFolder home = new LedgerFolder(folder.resolve("n" + agreements));
    StateStore store = home.openStates(Retention.standard());
    new LargeState(agreements, 1, DUE, true).write(genesis, store);
    BlockLog log = home.openBlocks();
    Counts counts = new Counts();
    try (EmbeddedEngine engine =
        new EmbeddedEngine(
            genesis,
            keys,
            new Counted(store, counts),
            log,
            InstantSource.system(),
            LedgerMetrics.none())) {
      for (int nonce = 1; nonce <= BLOCKS; nonce++) {
        Msg pay = new Msg.Transfer(LargeState.address("client", nonce), Amount.ofCairn(1));
        ByteString tx =
            treasury
                .tx(ByteString.copyFrom(genesis.chainRef()), 0, nonce, 1_000, List.of(pay))
                .encode();
        assertThat(engine.submit(tx).refusal()).isEmpty();
        engine.step();
      }
    }
    return counts;
  }

  @Test
  void noStepOfABlockIsLinearInAllAgreements() {
    Counts few = blocks(100);
    Counts many = blocks(10_000);
    assertThat(few.events).as("something happens in each").isGreaterThan(BLOCKS * DUE);
    assertThat(many.events).isEqualTo(few.events);
    assertThat(many.writes).isEqualTo(few.writes);
    assertThat(many.reads).isEqualTo(few.reads);
    // A hundred times as many entries make the tree of sixteen branches two levels deeper.
    assertThat(many.nodeWrites).isGreaterThan(few.nodeWrites);
    assertThat(many.nodeWrites - few.nodeWrites).isLessThanOrEqualTo(2 * few.writes);
    assertThat(many.nodeReads - few.nodeReads).isLessThanOrEqualTo(2 * few.writes);
  }
}
