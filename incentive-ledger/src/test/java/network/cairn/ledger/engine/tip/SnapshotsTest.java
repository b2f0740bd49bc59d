package network.cairn.ledger.engine.tip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.rules.Owned;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotsTest {
  @TempDir private Path folder;

  @Test
  void theRingTurnsUnderAReaderWhoseSnapshotStaysOpenUntilItHasRead() throws Exception {
    try (StateStore states = LmdbStateStore.open(folder)) {
      states.commit(BlockExecution.genesis(TestChain.genesis()));
      Snapshots snapshots = new Snapshots();
      snapshots.push(states.snapshot());
      CountDownLatch reading = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      CompletableFuture<Snapshot> slow =
          CompletableFuture.supplyAsync(() ->
              snapshots.newest(state -> {
                reading.countDown();
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                assertThat(state.head()).isPresent();
                return state;
              }));
      assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 2 * Snapshots.KEPT; i++) {
        snapshots.push(states.snapshot());
      }
      assertThat(slow).isNotDone();
      goOn.countDown();
      Snapshot read = slow.get(30, TimeUnit.SECONDS);
      assertThatThrownBy(read::head).hasMessageContaining("closed");
      snapshots.close();
      assertThat(snapshots.at(0, Snapshot::head)).isEmpty();
      assertThatThrownBy(() -> snapshots.newest(Snapshot::head))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /// A height that holds so much memory.
  private record Heavy(long height, long heldBytes) implements Snapshot {
    @Override
    public Optional<LedgerHead> head() {
      return Optional.of(LedgerHead.newBuilder().setHeight(height).build());
    }

    @Override
    public Optional<TxRecord> tx(byte[] bodyId) {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      return Optional.empty();
    }

    @Override
    public Optional<byte[]> node(byte[] nodeKey) {
      return Optional.empty();
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {}

    @Override
    public void events(long afterHeight, int afterIndex, EventVisitor visitor) {}

    @Override
    public void owned(Owned.Kind kind, ByteString owner, long after, LongPredicate visitor) {}

    @Override
    public void close() {}
  }

  private static long kept(long bytesOfEach) {
    try (Snapshots snapshots = new Snapshots()) {
      long heights = 3L * Snapshots.KEPT;
      for (long height = 1; height <= heights; height++) {
        snapshots.push(new Heavy(height, bytesOfEach));
      }
      return LongStream.rangeClosed(1, heights)
          .filter(height -> snapshots.at(height, Snapshot::head).isPresent())
          .count();
    }
  }

  @Test
  void whatIsKeptHoldsABoundedMemory() {
    assertThat(kept(0)).isEqualTo(Snapshots.KEPT);
    assertThat(kept(Snapshots.MOST_BYTES / 10)).isEqualTo(10);
    assertThat(kept(Snapshots.MOST_BYTES)).isEqualTo(Snapshots.FEWEST);
  }
}
