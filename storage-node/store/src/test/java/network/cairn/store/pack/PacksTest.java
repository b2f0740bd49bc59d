package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Table;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.testing.Property;
import org.junit.jupiter.api.Test;

final class PacksTest {
  private static final Cid NAME = Cid.v1(0x55, Multihash.sha256(new byte[0]));

  private final TestStore machine = new TestStore(31);
  private final Packs packs = new Packs(machine.disk);

  private Pack create(int id, String text) throws IOException {
    Pack pack = packs.create(id);
    pack.file().write(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
    return pack;
  }

  @Test
  void readsWhatAPlaceNamesAndNothingOfAPackThatIsGone() throws IOException {
    create(3, "0123456789");
    assertThat(packs.read(NAME, new Location(3, 2, 3, 0)))
        .contains("234".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(packs.read(NAME, new Location(3, 10, 0, 0))).contains(new byte[0]);
    assertThat(packs.read(NAME, new Location(4, 2, 3, 0))).isEmpty();
    packs.remove(3);
    assertThat(packs.read(NAME, new Location(3, 2, 3, 0))).isEmpty();
  }

  @Test
  void saysWhereAPackEndsTooEarly() throws IOException {
    create(3, "0123456789");
    assertThatThrownBy(() -> packs.read(NAME, new Location(3, 8, 5, 0)))
        .isInstanceOfSatisfying(
            CorruptBlock.class,
            fault -> {
              assertThat(fault.file()).isEqualTo("pack-00000003.car");
              assertThat(fault.offset()).isEqualTo(8);
              assertThat(fault.cid()).isEqualTo(NAME);
            })
        .hasMessageContaining("block " + NAME + " is damaged in ")
        .hasMessageContaining("ends after 2 of 5 bytes");
    assertThatThrownBy(() -> packs.read(NAME, new Location(3, 1L << 31, 5, 0)))
        .hasMessageContaining("ends after 0 of 5 bytes");
  }

  @Test
  void keepsARemovedFileForItsLastReader() throws IOException {
    Pack pack = create(0, "abc");
    assertThat(pack.acquire()).isTrue();
    assertThat(pack.acquire()).isTrue();
    packs.remove(0);
    packs.remove(0);
    assertThat(packs.find(0)).isEmpty();
    pack.release();
    assertThat(machine.disk.list()).containsExactly(pack.name);
    pack.release();
    assertThat(machine.disk.list()).isEmpty();
    assertThat(pack.acquire()).as("comes too late").isFalse();
  }

  @Test
  void closingLeavesTheFiles() throws IOException {
    create(1, "abc");
    create(0, "de");
    assertThat(packs.ids()).containsExactly(0, 1);
    assertThat(packs.bytes()).isEqualTo(5);
    assertThat(packs.count()).isEqualTo(2);
    packs.close();
    assertThat(packs.count()).isZero();
    assertThat(packs.bytes()).isZero();
    assertThat(machine.disk.list()).hasSize(2);
  }

  @Test
  void makesNoPackTwice() throws IOException {
    create(0, "abc");
    assertThatThrownBy(() -> packs.create(0)).isInstanceOf(IOException.class);
    assertThat(packs.read(NAME, new Location(0, 0, 3, 0))).isPresent();
  }

  private static final Table ONE = new Table("ONE", 100);
  private static final Table TWO = new Table("TWO", 100);

  private void add(Table table, List<Multihash> keys) {
    machine.tables.register(table);
    machine.tables.write(change -> {
      keys.forEach(key -> change.put(table, key.bytes(), new byte[] {1}));
      return true;
    });
  }

  private static KeyStream.Source source(Table table) {
    return new KeyStream.Source(table, key -> java.util.Optional.of(Multihash.decode(key)));
  }

  private List<Multihash> multihashes(int count) {
    List<Multihash> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(Multihash.sha256(Property.bytes(machine.random, 8)));
    }
    return all;
  }

  /// Some are in both tables, and each table has more than a page.
  @Test
  void streamsTheKeysOfSeveralTablesInOrderEachOnce() {
    List<Multihash> all = multihashes(4000);
    add(ONE, all.subList(0, 2500));
    add(TWO, all.subList(1500, 4000));
    assertThat(KeyStream.of(machine.tables, List.of(source(ONE), source(TWO))).toList())
        .isEqualTo(List.copyOf(new TreeSet<>(all)));
    assertThat(KeyStream.of(machine.tables, List.of(source(TWO))).toList())
        .isEqualTo(List.copyOf(new TreeSet<>(all.subList(1500, 4000))));
    assertThat(KeyStream.of(machine.tables, List.of()).toList()).isEmpty();
  }

  /// Whole pages of keys that do not count are no end.
  @Test
  void passesOverKeysThatDoNotCount() {
    List<Multihash> all = List.copyOf(new TreeSet<>(multihashes(3000)));
    add(ONE, all);
    KeyStream.Source lastOnly =
        new KeyStream.Source(
            ONE, key -> java.util.Optional.of(Multihash.decode(key)).filter(all.getLast()::equals));
    assertThat(KeyStream.of(machine.tables, List.of(lastOnly)).toList())
        .containsExactly(all.getLast());
  }

  @Test
  void holdsNothingOpenWhileKeysComeAndGo() {
    List<Multihash> all = List.copyOf(new TreeSet<>(multihashes(3000)));
    add(ONE, all);
    List<Multihash> seen = new ArrayList<>();
    KeyStream.of(machine.tables, List.of(source(ONE)))
        .forEach(key -> {
          seen.add(key);
          machine.tables.before(() -> {});
          if (seen.size() == 10) {
            machine.tables.write(change -> change.delete(ONE, all.getLast().bytes()));
          }
        });
    assertThat(seen).isEqualTo(all.subList(0, 2999));
  }
}
