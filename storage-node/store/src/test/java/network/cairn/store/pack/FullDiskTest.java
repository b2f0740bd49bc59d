package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ipld.dag.Block;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.Writer;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a collection frees on a disk without room.
final class FullDiskTest {
  private static final int IN_A_PACK = 10;
  private static final int SIZE = 1000;

  private final TestStore machine = new TestStore(7);
  private final List<Block> blocks = machine.leaves(30, SIZE);

  /// Three full packs on a disk with so many bytes free.
  private PackBlockstore full(List<Block> dead, long free) throws IOException {
    PackBlockstore store = machine.open(IN_A_PACK * SIZE);
    try (Writer writer = store.writer()) {
      blocks.forEach(writer::put);
      writer.commit();
    }
    store.appender().roll();
    delete(store, dead);
    machine.disk.capacity(machine.disk.used() + free);
    return store;
  }

  private static void delete(PackBlockstore store, List<Block> dead) {
    store.delete(dead.stream().map(block -> block.cid().multihash()).toList());
  }

  private void assertOnlyTheseAreGone(PackBlockstore store, List<Block> dead) {
    for (Block block : blocks) {
      assertThat(store.get(block.cid()).isPresent()).isEqualTo(!dead.contains(block));
    }
  }

  @Test
  void packsWithoutALiveBlockGoFirstAndMakeRoomForTheRest() throws IOException {
    List<Block> dead = new ArrayList<>(blocks.subList(10, 26));
    PackBlockstore store = full(dead, 0);
    long before = machine.disk.used();
    assertThat(new Compactor(store).compact()).isGreaterThan(15L * SIZE);
    assertThat(machine.disk.used()).isLessThan(before - 15L * SIZE);
    assertThat(store.packs().ids()).containsExactly(0, 3);
    assertOnlyTheseAreGone(store, dead);
  }

  @Test
  void aDeadEndIsCutOffWithoutRoom() throws IOException {
    List<Block> dead = new ArrayList<>(blocks.subList(3, 10));
    PackBlockstore store = full(dead, 0);
    assertThat(new Compactor(store).compact()).isGreaterThan(6L * SIZE);
    assertOnlyTheseAreGone(store, dead);
    PackBlockstore again = machine.open(IN_A_PACK * SIZE);
    assertThat(again.problems()).isEmpty();
    assertOnlyTheseAreGone(again, dead);
  }

  /// What says that an end is dead may be old: an index that was put back from a backup.
  @Test
  void whatCameBehindACutStaysWhenAnOlderIndexIsPutBack() throws IOException {
    Block large = TestDag.leaf(machine.random, 7 * SIZE);
    Block dead = TestDag.leaf(machine.random, 3 * SIZE);
    PackBlockstore store = machine.open(IN_A_PACK * SIZE);
    store.put(large);
    store.put(dead);
    store.appender().roll();
    assertThat(store.committer().commit(List.of(), Set.of())).isEmpty();
    delete(store, List.of(dead));
    machine.disk.capacity(machine.disk.used());
    assertThat(new Compactor(store).compact()).isGreaterThanOrEqualTo(3L * SIZE);
    MemoryTables older = machine.memory.survivor(machine.power);
    machine.disk.capacity(Long.MAX_VALUE);
    Block later = TestDag.leaf(machine.random, SIZE);
    machine.open(IN_A_PACK * SIZE).put(later);
    PackBlockstore again =
        PackBlockstore.open(machine.disk, machine.home, older, machine.options(IN_A_PACK * SIZE));
    assertThat(again.get(later.cid())).contains(later);
    assertThat(again.get(large.cid())).contains(large);
    assertThat(again.get(dead.cid())).isEmpty();
  }

  /// An index that counts more live blocks in a pack than it has places for is wrong, but a
  /// collection ends all the same.
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void endsWhereAnEndMayNotBeCutOff() throws IOException {
    List<Block> dead = new ArrayList<>(blocks.subList(3, 10));
    PackBlockstore store = full(dead, 0);
    PackRow row = PackRow.all(machine.tables).getOrDefault(0, PackRow.NEW);
    machine.tables.write(change -> {
      change.put(PackRow.PACKS, PackRow.key(0), row.plus(1).encode());
      return true;
    });
    assertThatThrownBy(() -> new Compactor(store).compact())
        .hasMessageStartingWith("rewriting packs: the disk is full: ");
    assertOnlyTheseAreGone(store, dead);
  }

  @Test
  void oneFreeBlockIsEnoughToRewriteAPackFromItsEnd() throws IOException {
    List<Block> dead = new ArrayList<>(blocks.subList(0, 6));
    PackBlockstore store = full(dead, SIZE + 500);
    long before = machine.disk.used();
    assertThat(new Compactor(store).compact()).isGreaterThan(5L * SIZE);
    assertThat(before - machine.disk.used()).isGreaterThan(5L * SIZE);
    assertThat(store.packs().ids()).containsExactly(1, 2, 3);
    assertOnlyTheseAreGone(store, dead);
  }

  @Test
  void saysWhatIsMissingWhereNothingFitsAndGoesOnOnceItDoes() throws IOException {
    List<Block> dead = new ArrayList<>(blocks.subList(0, 6));
    PackBlockstore store = full(dead, 100);
    assertThatThrownBy(() -> new Compactor(store).compact())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageMatching(
            "rewriting packs: the disk is full: 6\\d{3} bytes that nothing needs lie between blocks"
                + " that are needed, and moving those takes 1\\d{3} more free bytes; 0 bytes were"
                + " freed. Delete other files on this disk, then collect again");
    assertOnlyTheseAreGone(store, dead);
    machine.disk.capacity(machine.disk.used() + SIZE + 500);
    assertThat(new Compactor(store).compact()).isGreaterThan(5L * SIZE);
    assertOnlyTheseAreGone(store, dead);
  }

  /// What a writer has appended and not committed is nobody's yet.
  @Test
  void theUnwrittenBlocksOfAnImportDoNotStopACollection() throws IOException {
    List<Block> dead = new ArrayList<>(blocks.subList(10, 20));
    PackBlockstore store = full(dead, 0);
    try (Writer writer = store.writer()) {
      writer.put(TestDag.leaf(machine.random, 200));
      assertThat(new Compactor(store).compact()).isGreaterThan(9L * SIZE);
      assertThatThrownBy(writer::commit).isInstanceOf(UncheckedIOException.class);
    }
    assertOnlyTheseAreGone(store, dead);
    store.put(TestDag.leaf(machine.random, 200));
  }

  /// A reader that looked a block up before it was moved finds it all the same.
  @Test
  void aReaderFindsABlockWhoseOldPlaceWasCutOff() throws IOException {
    List<Block> dead = new ArrayList<>(blocks.subList(0, 6));
    PackBlockstore store = full(dead, SIZE + 500);
    Block moved = blocks.get(9);
    boolean[] once = {true};
    machine.tables.afterGet(() -> {
      if (once[0]) {
        once[0] = false;
        new Compactor(store).compact();
      }
    });
    assertThat(store.get(moved.cid())).contains(moved);
  }

  @Test
  void losesNothingAndBringsNothingBackWhereverThePowerIsCut() {
    Map<String, Integer> ends = new TreeMap<>();
    Property.check(1500, random -> compactUntilCut(random, ends));
    assertThat(ends.keySet()).containsExactly("cut", "done", "full");
    assertThat(ends.values()).allMatch(count -> count > 100);
  }

  private static void compactUntilCut(Random random, Map<String, Integer> ends) throws IOException {
    TestStore machine = new TestStore(random.nextLong());
    long packSize = 1000L + random.nextInt(4000);
    PackBlockstore store = machine.open(packSize);
    List<Block> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(TestDag.leaf(random, 1 + random.nextInt(400)));
    }
    try (Writer writer = store.writer()) {
      all.forEach(writer::put);
      writer.commit();
    }
    Set<Block> live = new HashSet<>(all);
    int share = 1 + random.nextInt(9);
    live.removeIf(_ -> random.nextInt(10) < share);
    delete(store, all.stream().filter(block -> !live.contains(block)).toList());
    Power power = new Power(random, random.nextInt(3) == 0 ? 10_000 : random.nextInt(60), 0);
    SimulatedDisk disk = machine.disk.survivor(power);
    disk.capacity(disk.used() + random.nextInt(random.nextBoolean() ? 300 : 3000));
    MemoryTables tables = machine.memory.survivor(power);
    String end = "done";
    try {
      PackBlockstore under = open(disk, tables, machine, packSize);
      long before = disk.used();
      try {
        new Compactor(under).compact();
      } catch (UncheckedIOException e) {
        assertThat(e).hasMessageContaining("the disk is full: ");
        end = "full";
      }
      assertThat(disk.used()).isLessThanOrEqualTo(before + Pack.header().remaining());
      check(under, all, live);
    } catch (PowerCut e) {
      end = "cut";
    }
    ends.merge(end, 1, Integer::sum);
    Power next = new Power(random, Long.MAX_VALUE, 0);
    PackBlockstore left = open(disk.survivor(next), tables.survivor(next), machine, packSize);
    check(left, all, live);
  }

  private static PackBlockstore open(
      SimulatedDisk disk, MemoryTables tables, TestStore machine, long packSize)
      throws IOException {
    return PackBlockstore.open(disk, machine.home, tables, machine.options(packSize));
  }

  private static void check(PackBlockstore store, List<Block> all, Set<Block> live) {
    assertThat(store.problems()).allMatch(problem -> problem.contains("no whole block"));
    for (Block block : all) {
      assertThat(store.has(block.cid())).isEqualTo(live.contains(block));
      if (live.contains(block)) {
        assertThat(store.get(block.cid())).contains(block);
      }
    }
  }
}
