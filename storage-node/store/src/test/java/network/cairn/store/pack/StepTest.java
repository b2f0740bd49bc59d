package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StepTest {
  private final TestStore machine = new TestStore(51);
  private PackBlockstore store;

  @BeforeEach
  void open() throws IOException {
    store = machine.open(10_000);
  }

  private Map<Multihash, Location> append(Block block) throws IOException {
    return Map.of(block.cid().multihash(), store.appender().append(block.cid(), block.bytes()));
  }

  private Block leaf() {
    return TestDag.leaf(machine.random, 100);
  }

  @Test
  void isDoneByWhoWaitsIfNobodyHasBegunIt() throws IOException {
    Block block = leaf();
    Step step = new Step(store, append(block));
    assertThat(step.isDone()).isFalse();
    step.await();
    assertThat(step.isDone()).isTrue();
    assertThat(store.has(block.cid())).isTrue();
    step.run();
    step.join();
    assertThat(machine.committed).hasSize(1);
    assertThat(store.packs().find(0).orElseThrow().pending).hasValue(0);
  }

  @Test
  void tellsItsFailureToWhoJoinsOnlyAndSettlesAllTheSame() throws IOException {
    Block block = leaf();
    Step step = new Step(store, append(block));
    machine.power.fail(true);
    step.run();
    machine.power.fail(false);
    assertThatCode(step::await).doesNotThrowAnyException();
    assertThatThrownBy(step::join).isInstanceOf(UncheckedIOException.class);
    assertThat(store.has(block.cid())).isFalse();
    assertThat(store.packs().find(0).orElseThrow().pending).hasValue(0);
  }

  @Test
  void tellsBlocksOnceTheyCanBeRead() throws IOException {
    List<Boolean> readable = new ArrayList<>();
    Block block = leaf();
    store.addListener(blocks -> readable.add(store.has(Cid.v1(0x55, blocks.iterator().next()))));
    Step.commit(store, append(block));
    assertThat(readable).containsExactly(true);
  }

  @Test
  void outlastsAnInterruptOfWhoWaits() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    machine.tables.before(() -> {
      inside.countDown();
      awaitQuietly(go);
    });
    Block block = leaf();
    Step step = new Step(store, append(block));
    Thread worker = Thread.ofPlatform().start(step);
    inside.await();
    List<Boolean> seen = new ArrayList<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              step.await();
              seen.add(step.isDone() && Thread.interrupted());
            });
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    go.countDown();
    waiting.join();
    worker.join();
    assertThat(seen).containsExactly(true);
    assertThat(store.has(block.cid())).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 1", "1, -5"})
  void aStepHasABlockAndAByteAtLeast(int blocks, long bytes) {
    assertThatThrownBy(() -> new DurableSteps(blocks, bytes, Runnable::run))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stepsOnThreadsEndByThemselves() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    List<Boolean> virtual = new ArrayList<>();
    DurableSteps.onThreads()
        .background()
        .execute(() -> {
          virtual.add(Thread.currentThread().isVirtual());
          done.countDown();
        });
    done.await();
    assertThat(virtual).containsExactly(false);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, (1L << 32) + 1})
  void aPackHasAByteToFourGibibytes(long size) {
    assertThatThrownBy(() -> machine.options(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 GiB");
    assertThat(machine.options(1L << 32).packSize()).isEqualTo(1L << 32);
  }
}
