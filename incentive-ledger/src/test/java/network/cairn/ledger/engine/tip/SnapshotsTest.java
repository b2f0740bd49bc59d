package network.cairn.ledger.engine.tip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
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
}
