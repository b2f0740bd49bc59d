package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.ipld.dag.Block;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.pack.Committer.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CommitterTest {
  private final TestStore machine = new TestStore(11);
  private PackBlockstore store;
  private Committer committer;

  @BeforeEach
  void open() throws IOException {
    store = machine.open(10_000);
    committer = store.committer();
  }

  private Entry append(Block block) throws IOException {
    return new Entry(
        block.cid().multihash(),
        store.appender().append(block.cid(), block.bytes()),
        Optional.empty());
  }

  private Optional<Location> place(Block block) {
    return machine
        .tables
        .get(Location.BLOCKS, block.cid().multihash().bytes())
        .map(Location::decode);
  }

  private Block leaf() {
    return TestDag.leaf(machine.random, 100);
  }

  private PackRow row(int pack) {
    return PackRow.all(machine.tables).getOrDefault(pack, PackRow.NEW);
  }

  @Test
  void takesAllThatWaitIntoOneCommit() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    machine.tables.before(() -> {
      if (first.getAndSet(false)) {
        inside.countDown();
        awaitQuietly(go);
      }
    });
    List<Block> blocks = machine.leaves(5, 100);
    List<Thread> threads = new ArrayList<>();
    for (Block block : blocks) {
      Entry entry = append(block);
      threads.add(Thread.ofPlatform().start(() -> committer.commit(List.of(entry), Set.of())));
      inside.await();
    }
    for (Thread waiting : threads.subList(1, 5)) {
      while (waiting.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(machine.committed).containsExactly("1 writers, 1 blocks", "4 writers, 4 blocks");
    assertThat(blocks).allMatch(block -> place(block).isPresent());
  }

  @Test
  void aWriterWhosePackFailedIsToldAndHarmsNobodyElse() throws Exception {
    Entry lost = append(leaf());
    machine.power.fail(true);
    assertThatThrownBy(() -> store.appender().flush()).isInstanceOf(IOException.class);
    machine.power.fail(false);
    Block sound = leaf();
    Entry good = append(sound);
    assertThatThrownBy(() -> committer.commit(List.of(lost), Set.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("writing pack-00000000.car failed before");
    committer.commit(List.of(good), Set.of());
    assertThat(place(sound)).contains(good.to());
    assertThat(good.to().pack()).isEqualTo(1);
    assertThat(row(0)).isEqualTo(PackRow.NEW);
  }

  @Test
  void aForceThatFailsTellsAllAndPlacesNothing() throws Exception {
    Block block = leaf();
    Entry entry = append(block);
    store.appender().flush();
    machine.power.fail(true);
    assertThatThrownBy(() -> committer.commit(List.of(entry), Set.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("blocks could not be made durable: simulated fault");
    machine.power.fail(false);
    assertThat(place(block)).isEmpty();
    assertThatThrownBy(() -> committer.commit(List.of(entry), Set.of()))
        .as("nobody knows what reached the disk")
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void anIndexThatFailsTellsAllAndPlacesNothing() throws Exception {
    Block block = leaf();
    Entry entry = append(block);
    machine.tables.before(CommitterTest::full);
    assertThatThrownBy(() -> committer.commit(List.of(entry), Set.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("map full");
    machine.tables.before(() -> {});
    assertThat(place(block)).isEmpty();
    committer.commit(List.of(entry), Set.of());
    assertThat(place(block)).contains(entry.to());
  }

  /// The full pack's length was forced for a commit that the index refused; it must reach the index
  /// with the next one, or a restart cuts the pack off.
  @Test
  void whatTheIndexRefusedIsNotForgottenForOthersInTheSamePack() throws Exception {
    Block mine = leaf();
    try (Writer writer = store.writer();
        Writer other = store.writer()) {
      writer.put(mine);
      for (Block block : machine.leaves(100, 150)) {
        other.put(block);
      }
      machine.tables.before(CommitterTest::full);
      assertThatThrownBy(other::commit).isInstanceOf(UncheckedIOException.class);
      machine.tables.before(() -> {});
      writer.commit();
    }
    store.close();
    PackBlockstore again = machine.open(10_000);
    assertThat(again.problems()).isEmpty();
    assertThat(again.get(mine.cid())).contains(mine);
  }

  private static void full() {
    throw new UncheckedIOException(new IOException("map full"));
  }

  @Test
  void theNewestPlaceOfABlockWinsInEitherOrder() throws Exception {
    Block block = leaf();
    Entry old = append(block);
    Entry newer = append(block);
    committer.commit(List.of(newer), Set.of());
    committer.commit(List.of(old), Set.of());
    assertThat(place(block)).contains(newer.to());
    assertThat(row(0).liveBlocks()).isEqualTo(1);
    assertThat(row(0).liveBytes()).isEqualTo(100);
    Entry newest = append(block);
    committer.commit(List.of(newest), Set.of());
    assertThat(place(block)).contains(newest.to());
    assertThat(row(0).liveBlocks()).isEqualTo(1);
  }

  @Test
  void aMoveCountsOnlyFromWhereTheBlockStillIs() throws Exception {
    Block block = leaf();
    Entry first = append(block);
    committer.commit(List.of(first), Set.of());
    Entry elsewhere = append(block);
    Location nowhere = new Location(0, 1, 100, 0x55);
    committer.commit(
        List.of(new Entry(first.multihash(), elsewhere.to(), Optional.of(nowhere))), Set.of());
    assertThat(place(block)).contains(first.to());
    committer.commit(
        List.of(new Entry(first.multihash(), elsewhere.to(), Optional.of(first.to()))), Set.of());
    assertThat(place(block)).contains(elsewhere.to());
    Block deleted = leaf();
    Entry gone = append(deleted);
    committer.commit(
        List.of(new Entry(gone.multihash(), gone.to(), Optional.of(nowhere))), Set.of());
    assertThat(place(deleted)).as("removed meanwhile").isEmpty();
  }

  @Test
  void forgetsAPackOnlyIfNothingInItIsLive() throws Exception {
    Block block = leaf();
    Entry entry = append(block);
    committer.commit(List.of(entry), Set.of());
    store.appender().roll();
    assertThat(committer.commit(List.of(), Set.of(0))).isEmpty();
    Entry moved = append(block);
    assertThat(
            committer.commit(
                List.of(new Entry(entry.multihash(), moved.to(), Optional.of(entry.to()))),
                Set.of(0)))
        .containsExactly(0);
    assertThat(PackRow.all(machine.tables).keySet()).containsExactly(1);
  }

  @Test
  void settlesWhatNobodyWaitsForAnyMore() throws Exception {
    List<Entry> entries = List.of(append(leaf()), append(leaf()));
    Pack pack = store.packs().find(0).orElseThrow();
    assertThat(pack.pending).hasValue(2);
    committer.commit(entries, Set.of());
    assertThat(pack.pending).hasValue(2);
    committer.settle(entries);
    assertThat(pack.pending).hasValue(0);
    committer.settle(
        Entry.puts(Map.of(entries.getFirst().multihash(), new Location(77, 0, 1, 0x55))));
    assertThat(pack.pending).as("a pack that is gone").hasValue(0);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
