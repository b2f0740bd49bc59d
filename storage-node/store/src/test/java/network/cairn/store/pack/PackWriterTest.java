package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.blockstore.Writer;
import org.junit.jupiter.api.Test;

class PackWriterTest {
  private static final int STEP = 4;

  private final Random random = new Random(7);
  private final Power power = new Power(random, Long.MAX_VALUE, 0);
  private final List<Runnable> begun = new ArrayList<>();

  private PackBlockstore store(Power current, Executor background) throws IOException {
    return PackBlockstore.open(
        new SimulatedDisk(current),
        new SimulatedDisk(current),
        new MemoryTables(current),
        new StoreOptions(
            1 << 20,
            Hashing.jdk(),
            TestDag::links,
            DiskAllowance.UNLIMITED,
            StoreMetrics.NONE,
            new DurableSteps(STEP, 1 << 20, background)));
  }

  private List<Cid> put(Writer writer, int count) {
    List<Cid> cids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Block block = TestDag.leaf(random, 100);
      writer.put(block);
      cids.add(block.cid());
    }
    return cids;
  }

  @Test
  void takesBlocksWhileAStepIsMadeDurable() throws Exception {
    CountDownLatch allowed = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    PackBlockstore store =
        store(
            power,
            step ->
                threads.add(
                    Thread.ofPlatform()
                        .start(() -> {
                          awaitQuietly(allowed);
                          step.run();
                        })));
    try (Writer writer = store.writer()) {
      List<Cid> first = put(writer, STEP);
      List<Cid> more = put(writer, STEP);
      assertThat(threads).hasSize(1);
      allowed.countDown();
      threads.getFirst().join();
      assertThat(first).allMatch(store::has);
      assertThat(more).noneMatch(store::has);
      writer.commit();
      assertThat(more).allMatch(store::has);
    }
  }

  @Test
  void waitsWhereTooMuchHasGatheredBehindAStep() throws IOException {
    PackBlockstore store = store(power, begun::add);
    try (Writer writer = store.writer()) {
      List<Cid> first = put(writer, STEP);
      List<Cid> gathered = put(writer, STEP * DurableSteps.MOST - 1);
      assertThat(first).noneMatch(store::has);
      put(writer, 1);
      assertThat(first).allMatch(store::has);
      assertThat(gathered).noneMatch(store::has);
      assertThat(begun).hasSize(2);
    }
  }

  @Test
  void readsBackWhatIsStillUnderWayAndPutsItOnce() throws IOException {
    PackBlockstore store = store(power, begun::add);
    try (Writer writer = store.writer()) {
      List<Block> blocks = new ArrayList<>();
      for (int i = 0; i < STEP + 1; i++) {
        blocks.add(TestDag.leaf(random, 100));
      }
      blocks.forEach(writer::put);
      long before = store.stats().packBytes();
      blocks.forEach(writer::put);
      assertThat(blocks)
          .allSatisfy(block ->
              assertThat(writer.get(block.cid()).map(Block::bytes)).contains(block.bytes()));
      writer.commit();
      long sections = blocks.stream().mapToLong(b -> Appender.sectionSize(b.cid(), b.size())).sum();
      assertThat(store.stats().packBytes())
          .isGreaterThan(before)
          .isEqualTo(Pack.header().remaining() + sections);
    }
  }

  @Test
  void tellsAFailedStepAtTheNextCommitAndGivesUpWhatFollowedIt() throws IOException {
    Power failing = new Power(random, Long.MAX_VALUE, 0);
    PackBlockstore store = store(failing, begun::add);
    List<Cid> lost;
    try (Writer writer = store.writer()) {
      lost = put(writer, STEP + 1);
      failing.fail(true);
      begun.forEach(Runnable::run);
      failing.fail(false);
      assertThatThrownBy(writer::commit).isInstanceOf(UncheckedIOException.class);
      assertThat(lost).noneMatch(store::has);
      List<Cid> anew = put(writer, 2);
      writer.commit();
      assertThat(anew).allMatch(store::has);
    }
    assertThat(lost).noneMatch(store::has);
  }

  @Test
  void waitsForTheStepUnderWayBeforeItCloses() throws IOException {
    PackBlockstore store = store(power, begun::add);
    List<Cid> first;
    try (Writer writer = store.writer()) {
      first = put(writer, STEP);
      put(writer, 1);
    }
    assertThat(first).allMatch(store::has);
    for (int id : store.packs().ids()) {
      assertThat(store.packs().find(id).orElseThrow().pending).hasValue(0);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
