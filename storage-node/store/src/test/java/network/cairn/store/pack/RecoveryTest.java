package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.base.files.TornTail;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.blockstore.Writer;
import org.junit.jupiter.api.Test;

final class RecoveryTest {
  private static final int PACK = 3000;

  private final TestStore machine = new TestStore(41);
  private final List<Block> blocks = machine.leaves(30, 300);

  private PackBlockstore filled() throws IOException {
    PackBlockstore store = machine.open(PACK);
    try (Writer writer = store.writer()) {
      blocks.forEach(writer::put);
      writer.commit();
    }
    return store;
  }

  private Disk.File pack(int id) throws IOException {
    return machine.disk.open(Pack.name(id));
  }

  private Map<Block, Location> places() {
    Map<Block, Location> places = new HashMap<>();
    for (Block block : blocks) {
      machine
          .tables
          .get(Location.BLOCKS, block.cid().multihash().bytes())
          .ifPresent(value -> places.put(block, Location.decode(value)));
    }
    return places;
  }

  @Test
  void goesOnWithTheNewestPackAsItWas() throws IOException {
    List<Integer> before = filled().packs().ids();
    PackBlockstore store = machine.open(PACK);
    assertThat(store.problems()).isEmpty();
    assertThat(store.packs().ids()).isEqualTo(before);
    assertThat(store.appender().position())
        .isEqualTo(Location.position(before.getLast(), pack(before.getLast()).size()));
    assertThat(blocks).allMatch(block -> store.get(block.cid()).isPresent());
  }

  @Test
  void movesAsideWhatIsNoWholeBlockAndNobodyCommitted() throws IOException {
    PackBlockstore store = filled();
    int newest = store.packs().ids().getLast();
    long whole = pack(newest).size();
    pack(newest).write(ByteBuffer.wrap(new byte[700]), whole);
    pack(0).write(ByteBuffer.wrap(new byte[1]), pack(0).size());
    long first = pack(0).size() - 1;
    PackBlockstore again = machine.open(PACK);
    assertThat(again.problems())
        .containsExactly(moved(Pack.name(0), 1, first), moved(Pack.name(newest), 700, whole));
    assertThat(pack(newest).size()).isEqualTo(whole);
    assertThat(blocks).allMatch(block -> again.get(block.cid()).isPresent());
    assertThat(again.packs().bytes()).isEqualTo(store.packs().bytes());
    assertThat(machine.disk.open(Pack.name(newest) + ".torn-" + whole).size()).isEqualTo(700);
    assertThat(machine.disk.list().stream().filter(TornTail::isAside)).hasSize(2);
  }

  private static String moved(String name, long bytes, long from) {
    return "%s: %d bytes from byte %d on are no whole block and were moved to %s.torn-%d"
        .formatted(name, bytes, from, name, from);
  }

  /// Bytes whose place in the pack nobody knows any more.
  private byte[] damageTheStartOf(int id) throws IOException {
    pack(id).write(ByteBuffer.wrap(new byte[] {0, 0, 0, 0}), Pack.header().remaining());
    return bytes(Pack.name(id));
  }

  private byte[] bytes(String name) throws IOException {
    return bytes(machine.disk, name);
  }

  private static byte[] bytes(Disk disk, String name) throws IOException {
    Disk.File file = disk.open(name);
    ByteBuffer all = ByteBuffer.allocate((int) file.size());
    file.read(all, 0);
    return all.array();
  }

  @Test
  void destroysNoPackWhoseStartIsDamagedWhenTheIndexIsLost() throws IOException {
    int newest = filled().packs().ids().getLast();
    Map<Block, Location> places = places();
    byte[] old = damageTheStartOf(1);
    byte[] last = damageTheStartOf(newest);
    MemoryTables fresh = new MemoryTables(machine.power);
    PackBlockstore again =
        PackBlockstore.open(machine.disk, machine.home, fresh, machine.options(PACK));
    assertThat(bytes(Pack.name(1) + ".torn-0")).isEqualTo(old);
    assertThat(bytes(Pack.name(newest) + ".torn-0")).isEqualTo(last);
    assertThat(again.problems())
        .containsExactly(
            moved(Pack.name(1), old.length, 0),
            moved(Pack.name(newest), last.length, 0),
            "the index was missing and was built anew from " + (newest + 1) + " packs");
    places.forEach((block, place) ->
        assertThat(again.has(block.cid())).isEqualTo(place.pack() != 1 && place.pack() != newest));
    assertThat(again.appender().position())
        .as("no number is used twice")
        .isEqualTo(Location.position(newest + 1, 0));
  }

  @Test
  void startsOnAFullDiskAndMovesATornTailAsideOnceThereIsRoom() throws IOException {
    int newest = filled().packs().ids().getLast();
    long whole = pack(newest).size();
    pack(newest).write(ByteBuffer.wrap(new byte[700]), whole);
    machine.disk.capacity(machine.disk.used() + 100);
    PackBlockstore full = machine.open(PACK);
    assertThat(full.problems())
        .containsExactly(
            Pack.name(newest)
                + ": 700 bytes from byte "
                + whole
                + " on are no whole block and stay, because the disk is full: No space left on the"
                + " simulated disk");
    assertThat(pack(newest).size()).isEqualTo(whole + 700);
    assertThat(blocks).allMatch(block -> full.get(block.cid()).isPresent());
    machine.disk.capacity(Long.MAX_VALUE);
    full.put(TestDag.leaf(machine.random, 100));
    assertThat(pack(newest).size()).as("nothing is put behind it").isEqualTo(whole + 700);
    assertThat(machine.open(PACK).problems()).containsExactly(moved(Pack.name(newest), 700, whole));
    assertThat(blocks).allMatch(block -> full.get(block.cid()).isPresent());
  }

  @Test
  void tellsWhatAMissingPackHadUntilItsBlocksAreForgotten() throws IOException {
    filled();
    PackRow row = Objects.requireNonNull(PackRow.all(machine.tables).get(1));
    long live = row.liveBlocks();
    long bytes = row.liveBytes();
    machine.disk.delete(Pack.name(1));
    PackBlockstore store = machine.open(PACK);
    assertThat(store.problems())
        .containsExactly(
            "pack-00000001.car is missing, and with it %d blocks with %d bytes; put it back from a"
                    .formatted(live, bytes)
                + " backup, or let 'repo verify --drop' forget its blocks");
    Map<Block, Location> places = places();
    store.delete(
        blocks.stream()
            .filter(block -> of(places, block).pack() == 1)
            .map(block -> block.cid().multihash())
            .toList());
    assertThat(machine.open(PACK).problems()).isEmpty();
    assertThat(PackRow.all(machine.tables)).doesNotContainKey(1);
  }

  /// A cut while an index is built anew leaves nothing that looks like a pack that was emptied.
  @Test
  void destroysNoPackWhoseStartIsDamagedWhereverABuildingOfTheIndexIsCutOff() throws IOException {
    filled();
    byte[] old = damageTheStartOf(1);
    machine.disk.forceDirectory();
    for (int id : List.of(0, 1, 2, 3)) {
      pack(id).force();
    }
    for (int steps = 0; steps < 40; steps++) {
      Power power = new Power(machine.random, steps, 0);
      SimulatedDisk disk = machine.disk.survivor(power);
      MemoryTables fresh = new MemoryTables(power);
      boolean cut = false;
      try {
        PackBlockstore.open(disk, new SimulatedDisk(power), fresh, machine.options(PACK));
      } catch (PowerCut e) {
        cut = true;
      }
      Power next = new Power(machine.random, Long.MAX_VALUE, 0);
      SimulatedDisk left = disk.survivor(next);
      PackBlockstore.open(
          left, new SimulatedDisk(next), fresh.survivor(next), machine.options(PACK));
      List<byte[]> kept = new ArrayList<>();
      for (String name : left.list()) {
        if (name.startsWith(Pack.name(1) + ".torn-0")) {
          kept.add(bytes(left, name));
        }
      }
      assertThat(kept).as("cut after %d steps: %s", steps, cut).contains(old);
    }
  }

  /// The process dies between the index's forgetting of a pack and the deletion of its file.
  @Test
  void blocksThatACollectionRemovedStayAwayWhenTheFileOfTheNewestPackOutlivesTheIndex()
      throws IOException {
    PackBlockstore store = filled();
    List<Integer> ids = store.packs().ids();
    store.delete(blocks.stream().map(block -> block.cid().multihash()).toList());
    store.appender().roll();
    store.committer().commit(List.of(), Set.copyOf(ids));
    assertThat(machine.disk.list()).contains(Pack.name(ids.getLast()));

    PackBlockstore again = machine.open(PACK);
    assertThat(blocks).noneMatch(block -> again.has(block.cid()));
    assertThat(again.problems()).isEmpty();
    assertThat(machine.disk.list()).isEmpty();
    assertThat(again.appender().position())
        .as("no number is used twice")
        .isEqualTo(Location.position(ids.getLast() + 1, 0));
  }

  /// An index older than its packs, such as one from a backup, destroys nothing.
  @Test
  void takesWholeBlocksThatTheIndexDoesNotKnowInsteadOfDeletingThem() throws IOException {
    filled();
    Map<Block, Location> before = places();
    MemoryTables older = new MemoryTables(machine.power);
    PackBlockstore.open(
        new SimulatedDisk(machine.power), machine.home, older, machine.options(PACK));
    older.write(change -> {
      // The index knows the first half of the first pack and nothing of the others.
      Location fifth = of(before, blocks.get(4));
      change.put(
          PackRow.PACKS,
          PackRow.key(0),
          new PackRow(fifth.offset() + fifth.length(), 1_500, 5, false).encode());
      for (Block block : blocks.subList(0, 5)) {
        byte[] key = block.cid().multihash().bytes();
        change.put(Location.BLOCKS, key, of(before, block).encode());
      }
      return true;
    });
    PackBlockstore again =
        PackBlockstore.open(machine.disk, machine.home, older, machine.options(PACK));
    assertThat(again.problems()).isEmpty();
    assertThat(blocks).allMatch(block -> again.get(block.cid()).isPresent());
    assertThat(PackRow.all(older)).isEqualTo(PackRow.all(machine.tables));
    assertThat(machine.disk.list()).noneMatch(TornTail::isAside);
  }

  @Test
  void removesFilesThatTheIndexDoesNotKnowAndNoOthers() throws IOException {
    filled();
    machine.disk.create(Pack.name(50)).write(Pack.header(), 0);
    machine.disk.create("note.txt");
    machine.disk.create("pack-9999999999.car");
    PackBlockstore again = machine.open(PACK);
    assertThat(machine.disk.list())
        .doesNotContain(Pack.name(50))
        .contains("note.txt", "pack-9999999999.car");
    assertThat(again.appender().position())
        .as("no number is used twice")
        .isEqualTo(Location.position(51, 0));
  }

  @Test
  void saysWhichPackIsMissingAndServesTheRest() throws IOException {
    filled();
    machine.disk.delete(Pack.name(1));
    PackBlockstore again = machine.open(PACK);
    assertThat(again.problems()).hasSize(1);
    assertThat(again.problems().getFirst()).startsWith("pack-00000001.car is missing");
    places()
        .forEach((block, place) -> {
          if (place.pack() == 1) {
            assertThatThrownBy(() -> again.get(block.cid())).isInstanceOf(CorruptBlock.class);
          } else {
            assertThat(again.get(block.cid())).contains(block);
          }
        });
  }

  @Test
  void neverWritesBehindAPackThatIsShorterThanPromised() throws IOException {
    PackBlockstore store = filled();
    int newest = store.packs().ids().getLast();
    long half = pack(newest).size() / 2;
    pack(newest).truncate(half);
    PackBlockstore again = machine.open(PACK);
    assertThat(again.problems()).hasSize(1);
    assertThat(again.problems().getFirst())
        .contains(Pack.name(newest) + " has " + half + " bytes")
        .contains("repo verify");
    Block fresh = TestDag.leaf(machine.random, 100);
    again.put(fresh);
    assertThat(pack(newest).size()).isEqualTo(half);
    assertThat(again.packs().ids()).contains(newest + 1);
    assertThat(again.get(fresh.cid())).contains(fresh);
  }

  @Test
  void buildsALostIndexAnewWithTheSamePlaces() throws IOException {
    filled();
    Map<Block, Location> before = places();
    Map<Integer, PackRow> rows = PackRow.all(machine.tables);
    MemoryTables fresh = new MemoryTables(machine.power);
    PackBlockstore again =
        PackBlockstore.open(machine.disk, machine.home, fresh, machine.options(PACK));
    assertThat(again.problems())
        .singleElement()
        .asString()
        .isEqualTo("the index was missing and was built anew from " + rows.size() + " packs");
    assertThat(PackRow.all(fresh)).isEqualTo(rows);
    before.forEach((block, place) ->
        assertThat(fresh.get(Location.BLOCKS, block.cid().multihash().bytes()))
            .contains(place.encode()));
    assertThat(
            PackBlockstore.open(machine.disk, machine.home, fresh, machine.options(PACK))
                .problems())
        .as("built once")
        .isEmpty();
  }

  @Test
  void anEmptyHomeIsNoLoss() throws IOException {
    assertThat(machine.open(PACK).problems()).isEmpty();
    assertThat(machine.disk.list()).isEmpty();
  }

  private List<Block> restored(int damagedByte) throws IOException {
    Disk.File file = pack(0);
    byte[] one = new byte[1];
    file.read(ByteBuffer.wrap(one), damagedByte);
    file.write(ByteBuffer.wrap(new byte[] {(byte) (one[0] ^ 0x40)}), damagedByte);
    MemoryTables fresh = new MemoryTables(machine.power);
    List.of(Location.BLOCKS, PackRow.PACKS).forEach(fresh::register);
    new PackScan(Pack.name(0), 0, file, Hashing.jdk()).restore(fresh, 0);
    List<Block> found = new ArrayList<>();
    for (Block block : blocks) {
      if (fresh.get(Location.BLOCKS, block.cid().multihash().bytes()).isPresent()) {
        found.add(block);
      }
    }
    PackRow row = PackRow.all(fresh).getOrDefault(0, PackRow.NEW);
    assertThat(row.liveBlocks()).isEqualTo(found.size());
    assertThat(row.liveBytes()).isEqualTo(300L * found.size());
    file.write(ByteBuffer.wrap(one), damagedByte);
    return found;
  }

  private static Location of(Map<Block, Location> places, Block block) {
    return Optional.ofNullable(places.get(block)).orElseThrow();
  }

  /// Whichever byte of a content or digest is wrong, a scan leaves out that block and no other.
  @Test
  void aScanTakesEveryBlockButTheDamagedOne() throws IOException {
    filled();
    Map<Block, Location> places = places();
    List<Block> all = blocks.stream().filter(block -> of(places, block).pack() == 0).toList();
    for (Block block : all) {
      List<Block> whole = all.stream().filter(other -> !other.equals(block)).toList();
      int offset = (int) of(places, block).offset();
      assertThat(restored(offset - 1)).isEqualTo(whole);
      assertThat(restored(offset + 299)).isEqualTo(whole);
    }
    assertThat(all).hasSize(9);
  }

  @Test
  void aScanKeepsTheLastOfABlockThatIsThereTwice() throws IOException {
    PackBlockstore store = machine.open(1 << 20);
    Block block = blocks.getFirst();
    store.appender().append(block.cid(), block.bytes());
    Location second = store.appender().append(block.cid(), block.bytes());
    store.committer().commit(List.of(), Set.of());
    MemoryTables fresh = new MemoryTables(machine.power);
    List.of(Location.BLOCKS, PackRow.PACKS).forEach(fresh::register);
    new PackScan(Pack.name(0), 0, pack(0), Hashing.jdk()).restore(fresh, 0);
    assertThat(fresh.get(Location.BLOCKS, block.cid().multihash().bytes()))
        .contains(second.encode());
    assertThat(PackRow.all(fresh).getOrDefault(0, PackRow.NEW).liveBlocks()).isEqualTo(1);
  }

  @Test
  void namesItsPacksAlikeUnderEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      for (Locale locale : Locale.getAvailableLocales()) {
        Locale.setDefault(locale);
        assertThat(Pack.name(42)).as("%s", locale).isEqualTo("pack-00000042.car");
        assertThat(Pack.isName("pack-00000042.car")).isTrue();
      }
    } finally {
      Locale.setDefault(before);
    }
  }
}
