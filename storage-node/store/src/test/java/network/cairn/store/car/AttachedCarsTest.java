package network.cairn.store.car;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.MemoryTables;
import network.cairn.lmdb.Table;
import network.cairn.store.blockstore.Announcements;
import network.cairn.store.blockstore.AttachedCar;
import network.cairn.store.blockstore.CarRefused;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.pack.TestDag;
import org.junit.jupiter.api.Test;

final class AttachedCarsTest {
  private final Random random = new Random(81);
  private Power power = new Power(random, Long.MAX_VALUE, 0);
  private SimulatedDisk disk = new SimulatedDisk(power);
  private MemoryTables tables = new MemoryTables(power);
  private final List<String> opened = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private Runnable onRead = () -> {};
  private AttachedCars cars = open();

  private AttachedCars open() {
    problems.clear();
    return new AttachedCars(new Watched(), tables, Hashing.jdk(), new Announcements(), problems);
  }

  private void write(String name, List<Block> blocks) throws IOException {
    disk.delete(name);
    disk.create(name).write(ByteBuffer.wrap(TestDag.car(blocks)), 0);
    disk.forceDirectory();
  }

  private AttachedCar attach(String id, String path) throws IOException {
    return cars.attach(id, Path.of(path));
  }

  private boolean has(Block block) {
    return cars.read(block.cid()).filter(b -> Block.of(block.cid(), b).equals(block)).isPresent();
  }

  /// Multihashes that the tables still hold, whether they count or not.
  private Set<Multihash> left() {
    Set<Multihash> left = new TreeSet<>();
    tables.read(reader -> {
      reader.scan(
          AttachedCars.BLOCKS,
          new byte[0],
          (key, value) -> {
            left.add(Multihash.decode(java.util.Arrays.copyOf(key, key.length - 4)));
            return true;
          });
      reader.scan(
          new Table("ATTACHED_SECTIONS", 12),
          new byte[0],
          (key, value) -> {
            left.add(Multihash.decode(value));
            return true;
          });
      return true;
    });
    return left;
  }

  @Test
  void servesBlocksAndSaysWhereTheyLie() throws IOException {
    List<Block> tree = TestDag.tree(random, 10, 100);
    write("a.car", tree);
    AttachedCar car = attach("deal-1", "a.car");
    assertThat(car)
        .isEqualTo(
            new AttachedCar("deal-1", Path.of("a.car"), TestDag.car(tree).length, tree.size()));
    assertThat(cars.list()).containsExactly(car);
    assertThat(tree).allMatch(this::has);
    for (Block block : tree) {
      AttachedCars.Place place = cars.find(block.cid().multihash()).orElseThrow();
      byte[] content = new byte[place.length()];
      disk.open("a.car").read(ByteBuffer.wrap(content), place.offset());
      assertThat(content).isEqualTo(block.bytes());
    }
    assertThat(cars.find(TestDag.leaf(random, 9).cid().multihash())).isEmpty();
    cars = open();
    assertThat(problems).isEmpty();
    assertThat(cars.list()).containsExactly(car);
    assertThat(tree).allMatch(this::has);
  }

  @Test
  void answersTheSameFileAgainWithoutReadingIt() throws IOException {
    write("a.car", TestDag.tree(random, 10, 100));
    AttachedCar car = attach("one", "a.car");
    opened.clear();
    assertThat(attach("one", "a.car")).isEqualTo(car);
    assertThat(opened).isEmpty();
    assertThatThrownBy(() -> attach("one", "b.car"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with another file: a.car");
    assertThat(cars.list()).containsExactly(car);
  }

  @Test
  void servesABlockOfTwoFilesUntilBothAreGone() throws IOException {
    List<Block> shared = TestDag.tree(random, 3, 50);
    List<Block> more = new ArrayList<>(shared);
    more.addAll(TestDag.tree(random, 2, 50));
    write("a.car", shared);
    write("b.car", more);
    attach("a", "a.car");
    attach("b", "b.car");
    assertThat(cars.list()).extracting(AttachedCar::id).containsExactly("a", "b");
    assertThat(cars.detach("a")).isTrue();
    assertThat(more).allMatch(this::has);
    attach("a", "a.car");
    assertThat(cars.detach("b")).isTrue();
    assertThat(shared).allMatch(this::has);
    assertThat(more.subList(shared.size(), more.size())).noneMatch(this::has);
    assertThat(cars.detach("a")).isTrue();
    assertThat(shared).noneMatch(this::has);
    assertThat(cars.detach("a")).isFalse();
    assertThat(left()).isEmpty();
  }

  @Test
  void takesTheSameFileUnderTwoNamesAndABlockTwiceInAFile() throws IOException {
    Block block = TestDag.leaf(random, 30);
    write("a.car", List.of(block, TestDag.leaf(random, 4), block));
    assertThat(attach("x", "a.car").blocks()).isEqualTo(3);
    attach("y", "a.car");
    cars.detach("x");
    assertThat(has(block)).isTrue();
    cars.detach("y");
    assertThat(left()).isEmpty();
  }

  @Test
  void neverServesAFileThatHasChangedAsIfItHadNot() throws IOException {
    Block block = TestDag.leaf(random, 100);
    write("a.car", List.of(block));
    attach("a", "a.car");
    AttachedCars.Place place = cars.find(block.cid().multihash()).orElseThrow();
    disk.open("a.car").write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), place.offset());
    assertThatThrownBy(() -> cars.read(block.cid()))
        .isInstanceOfSatisfying(
            CorruptBlock.class, fault -> assertThat(fault.file()).isEqualTo("a.car"))
        .hasMessageContaining("the hash differs");
    disk.open("a.car").truncate(place.offset() + 10);
    assertThatThrownBy(() -> cars.read(block.cid()))
        .isInstanceOf(CorruptBlock.class)
        .hasMessageContaining("ends after 10 of 100 bytes");
    cars = open();
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).contains("a.car has " + (place.offset() + 10) + " bytes");
  }

  @Test
  void saysWhichFileIsMissingAndLetsItBeDetached() throws IOException {
    List<Block> blocks = List.of(TestDag.leaf(random, 20));
    write("a.car", blocks);
    write("b.car", TestDag.tree(random, 2, 9));
    attach("a", "a.car");
    attach("b", "b.car");
    disk.delete("a.car");
    cars = open();
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).contains("a.car (a) cannot be opened");
    assertThat(cars.list()).extracting(AttachedCar::id).containsExactly("b");
    assertThat(cars.find(blocks.getFirst().cid().multihash())).isEmpty();
    assertThatThrownBy(() -> attach("a", "a.car"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("detach it first");
    assertThat(cars.detach("a")).isTrue();
    write("a.car", blocks);
    attach("a", "a.car");
    assertThat(has(blocks.getFirst())).isTrue();
  }

  @Test
  void leavesNothingOfAFileThatItRefuses() throws IOException {
    List<Block> good = TestDag.tree(random, 5, 40);
    Block liar = Block.of(good.getFirst().cid(), new byte[] {1});
    List<Block> bad = new ArrayList<>(good);
    bad.add(liar);
    write("bad.car", bad);
    assertThatThrownBy(() -> attach("bad", "bad.car"))
        .isInstanceOf(CarRefused.class)
        .hasMessageContaining("does not hash to its CID");
    assertThatThrownBy(() -> attach("none", "none.car")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> attach("", "bad.car")).isInstanceOf(IllegalArgumentException.class);
    assertThat(left()).isEmpty();
    assertThat(cars.list()).isEmpty();
    write("bad.car", good);
    assertThat(attach("bad", "bad.car").blocks()).isEqualTo(good.size());
  }

  @Test
  void refusesABlockWhoseNameTheIndexHasNoRoomFor() throws IOException {
    byte[] content = new byte[0];
    Cid cid = Cid.v1(0x55, Multihash.of(0x7fff, new byte[480]));
    write("long.car", List.of(Block.of(cid, content)));
    assertThatThrownBy(() -> attach("long", "long.car"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("480 bytes");
    assertThat(left()).isEmpty();
  }

  @Test
  void marksABlockOfADetachedFileAsNotCounting() throws IOException {
    Block block = TestDag.leaf(random, 10);
    write("a.car", List.of(block));
    attach("a", "a.car");
    int number = cars.find(block.cid().multihash()).orElseThrow().car();
    byte[] hash = block.cid().multihash().bytes();
    byte[] key = ByteBuffer.allocate(hash.length + 4).put(hash).putInt(number).array();
    assertThat(cars.multihash(key)).contains(block.cid().multihash());
    cars.detach("a");
    assertThat(cars.multihash(key)).isEmpty();
  }

  /// The file is taken away between the look into the index and the read.
  @Test
  void aReadBesideADetachmentFindsNothingRatherThanAFault() throws IOException {
    Block block = TestDag.leaf(random, 10);
    write("a.car", List.of(block));
    attach("a", "a.car");
    onRead =
        () -> {
          cars.detach("a");
          throw new UncheckedIOException("closed", new IOException());
        };
    assertThat(cars.read(block.cid())).isEmpty();
    onRead = () -> {};
    attach("a", "a.car");
    onRead =
        () -> {
          throw new UncheckedIOException("bad sector", new IOException());
        };
    assertThatThrownBy(() -> cars.read(block.cid()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("reading a.car: bad sector");
  }

  /// Wherever the power goes while a file of several batches comes and goes, a restart knows all of
  /// it or nothing.
  @Test
  void knowsAFileWhollyOrNotAtAllAfterACrash() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 4100; i++) {
      blocks.add(TestDag.leaf(random, 8));
    }
    for (int after = 0; after < 14; after++) {
      power = new Power(new Random(after), Long.MAX_VALUE, 0);
      disk = new SimulatedDisk(power);
      tables = new MemoryTables(power);
      cars = open();
      write("a.car", blocks);
      Power cut = new Power(new Random(after), after, 0);
      disk.open("a.car").force();
      disk = disk.survivor(cut);
      tables = tables.survivor(cut);
      cars = open();
      boolean attached = false;
      try {
        attach("a", "a.car");
        attached = true;
        cars.detach("a");
      } catch (PowerCut e) {
        assertThat(cut.isOff()).isTrue();
      }
      Power next = new Power(new Random(after), Long.MAX_VALUE, 0);
      disk = disk.survivor(next);
      tables = tables.survivor(next);
      cars = open();
      if (cars.list().isEmpty()) {
        assertThat(left()).as("cut after %d", after).isEmpty();
      } else {
        assertThat(left()).hasSize(4100);
        assertThat(attached || has(blocks.getLast())).isTrue();
      }
    }
  }

  /// The disk, with a book of what was opened and something that happens before each read.
  private final class Watched implements Disk {
    @Override
    public File create(String name) throws IOException {
      return disk.create(name);
    }

    @Override
    public File open(String name) {
      throw new AssertionError("attached files are only read");
    }

    @Override
    public File openReadOnly(String name) throws IOException {
      opened.add(name);
      return new WatchedFile(disk.openReadOnly(name));
    }

    @Override
    public List<String> list() {
      return disk.list();
    }

    @Override
    public void delete(String name) {
      throw new AssertionError("attached files are their owner's");
    }

    @Override
    public void rename(String from, String to) {
      throw new AssertionError("attached files are their owner's");
    }

    @Override
    public long usable() {
      return disk.usable();
    }

    @Override
    public void forceDirectory() {
      throw new AssertionError("attached files are their owner's");
    }
  }

  private final class WatchedFile implements Disk.File {
    private final Disk.File file;

    WatchedFile(Disk.File file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      try {
        onRead.run();
      } catch (UncheckedIOException e) {
        throw new IOException(String.valueOf(e.getMessage()), e);
      }
      return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) {
      throw new AssertionError("attached files are only read");
    }

    @Override
    public void truncate(long size) {
      throw new AssertionError("attached files are only read");
    }

    @Override
    public void force() throws IOException {
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
