package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.Writer;
import org.junit.jupiter.api.Test;

/// Which packs are rewritten, and what that frees.
final class CompactorChoiceTest {
  private static final int IN_A_PACK = 10;

  private final TestStore machine = new TestStore(61);

  /// Packs of ten blocks each, the last one full too.
  private PackBlockstore filled(List<Block> blocks) throws IOException {
    PackBlockstore store = machine.open(IN_A_PACK * 1000L);
    try (Writer writer = store.writer()) {
      blocks.forEach(writer::put);
      writer.commit();
    }
    return store;
  }

  private static void delete(PackBlockstore store, List<Block> blocks) {
    store.delete(blocks.stream().map(block -> block.cid().multihash()).toList());
  }

  private static long compact(PackBlockstore store) {
    return new Compactor(store).compact();
  }

  @Test
  void rewritesPacksThatAreLessThanHalfLiveAndNoOthers() throws IOException {
    List<Block> blocks = machine.leaves(40, 1000);
    PackBlockstore store = filled(blocks);
    assertThat(store.packs().ids()).containsExactly(0, 1, 2, 3);
    delete(store, blocks.subList(0, 4));
    delete(store, blocks.subList(10, 16));
    long before = store.packs().bytes();
    long freed = compact(store);
    assertThat(store.packs().ids()).contains(0, 2, 3).doesNotContain(1);
    store.appender().flush();
    assertThat(before - store.packs().bytes())
        .isEqualTo(freed - Pack.header().remaining())
        .isPositive();
    List<Block> live = List.copyOf(blocks.subList(16, 40));
    assertThat(live).allMatch(block -> store.get(block.cid()).isPresent());
    assertThat(blocks.subList(4, 10)).allMatch(block -> store.has(block.cid()));
    assertThat(blocks.subList(10, 16)).noneMatch(block -> store.has(block.cid()));
  }

  @Test
  void aSecondRunFindsNothingToDo() throws IOException {
    List<Block> blocks = machine.leaves(30, 1000);
    PackBlockstore store = filled(blocks);
    delete(store, blocks.subList(0, 18));
    assertThat(compact(store)).isPositive();
    List<Integer> packs = store.packs().ids();
    assertThat(compact(store)).isZero();
    assertThat(store.packs().ids()).isEqualTo(packs);
  }

  @Test
  void dropsAnEmptyPackWithItsWholeLength() throws IOException {
    List<Block> blocks = machine.leaves(20, 1000);
    PackBlockstore store = filled(blocks);
    long length = machine.disk.open(Pack.name(0)).size();
    delete(store, blocks.subList(0, 10));
    assertThat(compact(store)).isEqualTo(length);
    assertThat(machine.disk.list()).doesNotContain(Pack.name(0));
    assertThat(PackRow.all(machine.tables)).doesNotContainKey(0);
  }

  @Test
  void leavesAPackWithABlockThatWaitsForItsCommit() throws IOException {
    List<Block> blocks = machine.leaves(9, 1000);
    Block waiting = TestDag.leaf(machine.random, 1000);
    PackBlockstore store = filled(blocks);
    try (Writer late = store.writer()) {
      late.put(waiting);
      store.put(TestDag.leaf(machine.random, 1000));
      delete(store, blocks);
      assertThat(store.stats().blocks()).isEqualTo(1);
      compact(store);
      assertThat(store.packs().ids()).containsExactly(0, 1);
      late.commit();
    }
    compact(store);
    assertThat(store.packs().ids()).containsExactly(1);
    assertThat(store.get(waiting.cid())).contains(waiting);
  }

  @Test
  void leavesASmallNewestPackOpenAndEndsALargeWastefulOne() throws IOException {
    List<Block> small = machine.leaves(4, 1000);
    PackBlockstore store = machine.open(1 << 20);
    try (Writer writer = store.writer()) {
      small.forEach(writer::put);
      writer.commit();
    }
    delete(store, small);
    assertThat(compact(store)).isZero();
    assertThat(store.packs().ids()).containsExactly(0);

    List<Block> large = machine.leaves(100, 1000);
    try (Writer writer = store.writer()) {
      large.forEach(writer::put);
      writer.commit();
    }
    delete(store, large.subList(0, 90));
    assertThat(compact(store)).isPositive();
    assertThat(store.packs().ids()).containsExactly(1);
    assertThat(large.subList(90, 100)).allMatch(b -> store.get(b.cid()).isPresent());
  }

  @Test
  void aDiskThatFailsLosesNothing() throws IOException {
    List<Block> blocks = machine.leaves(30, 1000);
    PackBlockstore store = filled(blocks);
    delete(store, blocks.subList(0, 8));
    machine.power.fail(true);
    assertThatThrownBy(() -> compact(store)).isInstanceOf(UncheckedIOException.class);
    machine.power.fail(false);
    assertThat(blocks.subList(8, 30)).allMatch(b -> store.get(b.cid()).isPresent());
    assertThat(compact(store)).isPositive();
    PackBlockstore again = machine.open(IN_A_PACK * 1000L);
    assertThat(again.problems()).isEmpty();
    assertThat(blocks.subList(8, 30)).allMatch(b -> again.get(b.cid()).isPresent());
  }
}
