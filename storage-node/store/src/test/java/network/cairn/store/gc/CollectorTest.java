package network.cairn.store.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.MapBlocks;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.pack.TestDag;
import org.junit.jupiter.api.Test;

final class CollectorTest implements GcRoots, Sweepable {
  private static final int PAGE = 2;

  private final Random random = new Random(8);
  private final MapBlocks store = new MapBlocks();
  private final Map<Multihash, Long> positions = new LinkedHashMap<>();
  private final GcGuard guard = new GcGuard(() -> this.next, random);
  private final List<Multihash> removed = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();
  private final List<Cid> recursive = new ArrayList<>();
  private final List<Cid> direct = new ArrayList<>();
  private final List<Cid> bestEffort = new ArrayList<>();
  private Runnable beforePage = () -> {};
  private long next;
  private int compactions;

  private final StoreMetrics metrics =
      new StoreMetrics() {
        @Override
        public void collected(long blocks, long bytes) {
          counted.add(blocks + " blocks, " + bytes + " bytes");
        }
      };

  private final Collector collector = new Collector(store, TestDag::links, guard, this, metrics);

  @Override
  public void recursive(Consumer<Cid> roots) {
    recursive.forEach(roots);
  }

  @Override
  public void direct(Consumer<Cid> roots) {
    direct.forEach(roots);
  }

  @Override
  public void bestEffort(Consumer<Cid> roots) {
    bestEffort.forEach(roots);
  }

  @Override
  public void forEachBlock(Consumer<Map<Multihash, Long>> visitor) {
    List<Multihash> all = List.copyOf(positions.keySet());
    for (int i = 0; i < all.size(); i += PAGE) {
      beforePage.run();
      Map<Multihash, Long> page = new LinkedHashMap<>();
      for (Multihash block : all.subList(i, Math.min(i + PAGE, all.size()))) {
        page.put(block, positions.getOrDefault(block, 0L));
      }
      visitor.accept(page);
    }
  }

  @Override
  public List<Multihash> deleteUnprotected(Set<Multihash> blocks) {
    List<Multihash> gone =
        blocks.stream()
            .filter(block -> !guard.protects(block, positions.getOrDefault(block, 0L)))
            .toList();
    gone.forEach(positions::remove);
    gone.forEach(block -> store.lose(Cid.v1(0x55, block)));
    return gone;
  }

  @Override
  public long compact() {
    compactions++;
    return 77;
  }

  private List<Block> put(int leaves) {
    List<Block> tree = TestDag.tree(random, leaves, 20);
    put(tree);
    return tree;
  }

  private void put(List<Block> blocks) {
    store.with(blocks);
    blocks.forEach(block -> positions.put(block.cid().multihash(), next++));
  }

  private GcReport collect() {
    return collector.collect(this, removed::add, Deadline.none());
  }

  private static List<Multihash> hashes(List<Block> blocks) {
    return blocks.stream().map(block -> block.cid().multihash()).toList();
  }

  private boolean has(Block block) {
    return positions.containsKey(block.cid().multihash());
  }

  @Test
  void removesExactlyWhatNoRootKeepsAndSaysSo() {
    List<Block> pinned = put(7);
    List<Block> garbage = put(5);
    List<Block> live = put(3);
    recursive.add(pinned.getLast().cid());
    bestEffort.add(live.getLast().cid());
    assertThat(collect())
        .isEqualTo(new GcReport.Done(garbage.size(), 77, pinned.size() + live.size()));
    assertThat(removed).containsExactlyInAnyOrderElementsOf(hashes(garbage));
    assertThat(positions.keySet()).containsAll(hashes(pinned)).containsAll(hashes(live));
    assertThat(counted).containsExactly(garbage.size() + " blocks, 77 bytes");
    assertThat(collect()).isEqualTo(new GcReport.Done(0, 77, pinned.size() + live.size()));
  }

  @Test
  void aDirectRootKeepsOneBlockAndNothingBelowAndMayBeMissing() {
    List<Block> tree = put(3);
    direct.add(tree.getLast().cid());
    direct.add(TestDag.leaf(random, 5).cid());
    assertThat(collect()).isEqualTo(new GcReport.Done(tree.size() - 1, 77, 1));
    assertThat(has(tree.getLast())).isTrue();
  }

  @Test
  void removesNothingWhereABlockBelowAPinnedRootIsMissing() {
    List<Block> tree = put(9);
    put(4);
    Block node = tree.get(10);
    positions.remove(node.cid().multihash());
    store.lose(node.cid());
    recursive.add(tree.getLast().cid());
    recursive.add(TestDag.node(random, List.of()).cid());
    int before = positions.size();
    assertThat(collect())
        .isEqualTo(new GcReport.Aborted(tree.getLast().cid(), node.cid(), "not found"));
    assertThat(positions).hasSize(before);
    assertThat(compactions).isZero();
    assertThat(counted).isEmpty();
    assertThat(guard.protects(node.cid().multihash(), next)).as("still under way").isFalse();
  }

  @Test
  void whatIsMissingBelowALiveRootIsNoFault() {
    List<Block> tree = put(9);
    Block node = tree.get(10);
    positions.remove(node.cid().multihash());
    store.lose(node.cid());
    bestEffort.add(tree.getLast().cid());
    assertThat(collect()).isInstanceOf(GcReport.Done.class);
    assertThat(has(tree.getLast())).isTrue();
    assertThat(has(tree.getFirst())).isTrue();
    assertThat(has(tree.get(3))).as("below what is missing").isFalse();
  }

  @Test
  void sparesWhatAnImportUnderWayHasPutOrFound() {
    List<Block> old = put(2);
    GcGuard.Session session = guard.open();
    List<Block> fresh = put(2);
    guard.touch(session, old.getFirst().cid().multihash());
    assertThat(collect()).isEqualTo(new GcReport.Done(old.size() - 1, 77, fresh.size() + 1));
    assertThat(fresh).allMatch(this::has);
    assertThat(has(old.getFirst())).isTrue();
    guard.close(session);
    collect();
    assertThat(positions).isEmpty();
  }

  @Test
  void sparesADagThatAWriterKeepsWhileOthersAreRemoved() {
    List<Block> garbage = put(3);
    List<Block> kept = put(6);
    beforePage =
        () -> {
          guard.keep(guard.open(), kept.getLast().cid());
          beforePage = () -> {};
        };
    collect();
    assertThat(kept).allMatch(this::has);
    assertThat(garbage).noneMatch(this::has);
  }

  @Test
  void aWriterThatEndsWhileBlocksAreRemovedLosesNothing() {
    List<Block> old = put(4);
    GcGuard.Session session = guard.open();
    guard.touch(session, old.getFirst().cid().multihash());
    beforePage = () -> guard.close(session);
    collect();
    assertThat(has(old.getFirst())).isTrue();
    assertThat(positions).hasSize(1);
  }

  @Test
  void aCollectionThatFailsLeavesNoTrace() {
    List<Block> tree = put(3);
    beforePage =
        () -> {
          throw new IllegalStateException("the index is closed");
        };
    assertThatThrownBy(this::collect).hasMessage("the index is closed");
    assertThat(guard.protects(tree.getFirst().cid().multihash(), next)).isFalse();
    beforePage = () -> {};
    assertThat(collect()).isEqualTo(new GcReport.Done(tree.size(), 77, 0));
  }

  @Test
  void oneCollectionWaitsForTheOther() throws InterruptedException {
    put(2);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Set<String> order = new HashSet<>();
    beforePage =
        () -> {
          inside.countDown();
          awaitQuietly(go);
        };
    Thread first = Thread.ofPlatform().start(this::collect);
    inside.await();
    GcRoots late =
        new GcRoots() {
          @Override
          public void recursive(Consumer<Cid> roots) {
            order.add(first.getState() + " " + compactions);
          }

          @Override
          public void direct(Consumer<Cid> roots) {}

          @Override
          public void bestEffort(Consumer<Cid> roots) {}
        };
    Thread second =
        Thread.ofPlatform().start(() -> collector.collect(late, block -> {}, Deadline.none()));
    while (second.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(order).isEmpty();
    beforePage = () -> {};
    go.countDown();
    first.join();
    second.join();
    assertThat(order).hasSize(1).allMatch(text -> text.endsWith(" 1"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
