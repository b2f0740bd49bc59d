package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.BlockListener;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.blockstore.Writer;
import org.junit.jupiter.api.Test;

/// What listeners hear of blocks that became durable, and what becomes of it where they fail.
class AnnouncementsTest {
  private static final int STEP = 4;

  private final Random random = new Random(11);
  private final Power power = new Power(random, Long.MAX_VALUE, 0);
  private final SimulatedDisk disk = new SimulatedDisk(power);
  private final SimulatedDisk home = new SimulatedDisk(power);
  private final MemoryTables tables = new MemoryTables(power);
  private final List<Multihash> told = new ArrayList<>();

  private static PackBlockstore open(SimulatedDisk disk, SimulatedDisk home, MemoryTables tables)
      throws IOException {
    return PackBlockstore.open(
        disk,
        home,
        tables,
        new StoreOptions(
            1 << 20,
            Hashing.jdk(),
            TestDag::links,
            DiskAllowance.UNLIMITED,
            StoreMetrics.NONE,
            new DurableSteps(STEP, 1 << 20, Runnable::run)));
  }

  private PackBlockstore listened() throws IOException {
    PackBlockstore store = open(disk, home, tables);
    store.addListener(blocks -> {
      assertThat(blocks).allMatch(block -> store.has(Cid.v1(0x55, block)));
      told.addAll(blocks);
    });
    return store;
  }

  private List<Block> leaves(int count) {
    return IntStream.range(0, count).mapToObj(_ -> TestDag.leaf(random, 40)).toList();
  }

  private static Set<Multihash> names(List<Block> blocks) {
    return blocks.stream().map(block -> block.cid().multihash()).collect(Collectors.toSet());
  }

  private static void put(PackBlockstore store, List<Block> blocks) {
    try (Writer writer = store.writer()) {
      blocks.forEach(writer::put);
      writer.commit();
    }
  }

  private void car(String name, List<Block> blocks) throws IOException {
    try (Disk.File file = home.create(name)) {
      file.write(ByteBuffer.wrap(TestDag.car(blocks)), 0);
      home.forceDirectory();
    }
  }

  @Test
  void tellsWhatWasPutOnceItCanBeReadAndOnlyOnce() throws IOException {
    PackBlockstore store = listened();
    List<Block> blocks = leaves(3 * STEP + 1);
    try (Writer writer = store.writer()) {
      blocks.subList(0, STEP - 1).forEach(writer::put);
      assertThat(told).isEmpty();
      blocks.forEach(writer::put);
      assertThat(told).as("whole steps, before the commit").hasSize(3 * STEP);
      writer.commit();
    }
    put(store, blocks);
    assertThat(told).hasSize(blocks.size());
    assertThat(Set.copyOf(told)).isEqualTo(names(blocks));
  }

  @Test
  void tellsNothingOfWhatWasGivenUpOrCouldNotBeKept() throws IOException {
    PackBlockstore store = listened();
    try (Writer writer = store.writer()) {
      leaves(STEP - 1).forEach(writer::put);
    }
    try (Writer writer = store.writer()) {
      leaves(STEP - 1).forEach(writer::put);
      power.fail(true);
      assertThatThrownBy(writer::commit).isInstanceOf(UncheckedIOException.class);
      power.fail(false);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void tellsAnAttachedFileInBatchesOnceItIsComplete() throws IOException {
    PackBlockstore store = listened();
    List<Integer> batches = new ArrayList<>();
    store.addListener(batch -> batches.add(batch.size()));
    List<Block> blocks = leaves(9000);
    car("piece", blocks);
    store.attach("piece", Path.of("piece"));
    assertThat(told).hasSize(9000);
    assertThat(Set.copyOf(told)).isEqualTo(names(blocks));
    assertThat(batches).hasSizeGreaterThan(2).allMatch(size -> size <= 4096);
    store.attach("piece", Path.of("piece"));
    assertThat(told).as("attached again").hasSize(9000);
    List<Block> other = leaves(2);
    car("other", other);
    store.attach("other", Path.of("other"));
    assertThat(told.subList(9000, told.size())).containsExactlyInAnyOrderElementsOf(names(other));
  }

  @Test
  void tellsNothingOfBlocksThatOnlyMove() throws IOException {
    PackBlockstore store = listened();
    List<Block> blocks = leaves(40);
    put(store, blocks);
    store.delete(names(blocks.subList(1, 40)));
    told.clear();
    new Compactor(store).compact();
    assertThat(store.has(blocks.getFirst().cid())).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void aListenerThatThrowsHurtsNobody() throws IOException {
    PackBlockstore store = open(disk, home, tables);
    store.addListener(_ -> {
      throw new IllegalStateException("a listener's fault");
    });
    store.addListener(told::addAll);
    List<Block> blocks = leaves(2 * STEP + 1);
    put(store, blocks);
    List<Block> piece = leaves(3);
    car("piece", piece);
    assertThat(store.attach("piece", Path.of("piece")).blocks()).isEqualTo(3);
    assertThat(told).hasSize(blocks.size() + 3).containsAll(names(piece));
    assertThat(blocks).allMatch(block -> store.has(block.cid()));
    for (int id : store.packs().ids()) {
      assertThat(store.packs().find(id).orElseThrow().pending).hasValue(0);
    }
  }

  @Test
  void holdsNoLockOfTheStoreWhileItTells() throws IOException {
    PackBlockstore store = open(disk, home, tables);
    AtomicBoolean free = new AtomicBoolean();
    Block other = TestDag.leaf(random, 40);
    car("other", leaves(2));
    store.addListener(_ -> {
      if (free.compareAndSet(false, true)) {
        free.set(
            ends(() -> {
              store.put(other);
              store.attach("other", Path.of("other"));
              store.detach("other");
              store.delete(List.of(other.cid().multihash()));
            }));
      }
    });
    put(store, leaves(1));
    assertThat(free).isTrue();
    free.set(false);
    car("piece", leaves(3));
    store.attach("piece", Path.of("piece"));
    assertThat(free).isTrue();
  }

  private static boolean ends(Runnable work) {
    Thread thread = Thread.ofPlatform().daemon().start(work);
    try {
      return thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCrashBetweenCommitAndAnnouncementLosesOnlyTheAnnouncement() throws IOException {
    PackBlockstore store = open(disk, home, tables);
    Cut cut = new Cut(power);
    List<Block> blocks = leaves(STEP - 1);
    List<Block> piece = leaves(5);
    car("piece", piece);
    store.attach("piece", Path.of("piece"));
    store.addListener(cut);
    assertThatThrownBy(() -> put(store, blocks)).isInstanceOf(PowerCut.class);
    Power next = new Power(random, Long.MAX_VALUE, 0);
    PackBlockstore again = open(disk.survivor(next), home.survivor(next), tables.survivor(next));
    assertThat(again.problems()).isEmpty();
    assertThat(blocks).allMatch(block -> again.get(block.cid()).isPresent());
    assertThat(piece).allMatch(block -> again.get(block.cid()).isPresent());
  }

  @Test
  void aCrashBetweenAttachingAndItsAnnouncementLosesOnlyTheAnnouncement() throws IOException {
    PackBlockstore store = open(disk, home, tables);
    store.addListener(new Cut(power));
    List<Block> piece = leaves(5);
    car("piece", piece);
    assertThatThrownBy(() -> store.attach("piece", Path.of("piece"))).isInstanceOf(PowerCut.class);
    Power next = new Power(random, Long.MAX_VALUE, 0);
    PackBlockstore again = open(disk.survivor(next), home.survivor(next), tables.survivor(next));
    assertThat(again.attached()).hasSize(1);
    assertThat(piece).allMatch(block -> again.get(block.cid()).isPresent());
  }

  private record Cut(Power power) implements BlockListener {
    @Override
    public void stored(Collection<Multihash> blocks) {
      power.cut();
      throw new PowerCut();
    }
  }
}
