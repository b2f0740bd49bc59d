package network.cairn.store.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import network.cairn.base.files.Disk;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.MemoryTables;
import network.cairn.store.blockstore.AttachedCar;
import network.cairn.store.blockstore.Deletion;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.gc.GcReport;
import network.cairn.store.gc.GcRoots;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinRefused;
import network.cairn.store.pin.TablePins;

/// A simulated machine with a store, and a book of everything that it reported as done.
final class CrashMachine implements GcRoots {
  static final List<String> STEPS =
      List.of(
          "add", "add", "abandon", "again", "pin", "pin", "unpin", "gc", "remove", "piece",
          "detach");

  private final Random random;
  private SimulatedDisk disk;
  private SimulatedDisk home;
  private MemoryTables tables;
  private Power power;
  private PackBlockstore store;
  private TablePins pins;

  /// Blocks that must be there.
  private final Map<Cid, byte[]> kept = new HashMap<>();

  /// Trees that were put, root last; their blocks may be gone.
  private final List<List<Block>> trees = new ArrayList<>();

  private final Map<Cid, List<Block>> pinned = new HashMap<>();
  private final Map<String, List<Block>> pieces = new HashMap<>();

  /// Roots and pieces whose change was not reported: either state is right.
  private final Set<Object> unsure = new HashSet<>();

  /// DurableSteps of imports that nobody has begun.
  private final List<Runnable> waiting = new ArrayList<>();

  /// Blocks that were reported as removed and that nobody has put since: none comes back.
  private final Set<Multihash> gone = new HashSet<>();

  private int serial;
  private boolean collecting;

  CrashMachine(Random random, Power power) throws IOException {
    this.random = random;
    this.power = power;
    this.disk = new SimulatedDisk(power);
    this.home = new SimulatedDisk(power);
    this.tables = new MemoryTables(power);
    this.store = open();
    this.pins = new TablePins(tables, store, TestDag::links);
  }

  /// The same disks under new power: what survived the cut.
  void power(Power next) {
    power.cut();
    waiting.clear();
    disk = disk.survivor(next);
    home = home.survivor(next);
    tables = tables.survivor(next);
    power = next;
  }

  /// Leaves the disk of the packs little room now and then, and at other times enough.
  void room() {
    switch (random.nextInt(8)) {
      case 0 -> disk.capacity(disk.used() + random.nextInt(1500));
      case 1, 2 -> disk.capacity(Long.MAX_VALUE);
      default -> {}
    }
  }

  List<String> cutIn() {
    return power.cutIn();
  }

  void start() throws IOException {
    store = open();
    pins = new TablePins(tables, store, TestDag::links);
  }

  private PackBlockstore open() throws IOException {
    StoreOptions options =
        new StoreOptions(
            2000,
            Hashing.jdk(),
            this::links,
            DiskAllowance.UNLIMITED,
            StoreMetrics.NONE,
            new DurableSteps(3, 700, this::later));
    return PackBlockstore.open(disk, home, tables, options);
  }

  /// A step of an import runs at once, between later puts, or when its writer waits for it.
  private void later(Runnable step) {
    waiting.add(step);
    maybeStep();
  }

  private void maybeStep() {
    if (random.nextInt(3) == 0) {
      List<Runnable> now = List.copyOf(waiting);
      waiting.clear();
      now.forEach(Runnable::run);
    }
  }

  /// While a collection reads links, others write.
  private List<Cid> links(Block block) {
    if (collecting && random.nextInt(10) == 0) {
      collecting = false;
      step(random.nextBoolean() ? "pin" : "add");
      collecting = true;
    }
    return TestDag.links(block);
  }

  void step(String what) {
    try {
      switch (what) {
        case "add" -> add();
        case "again" -> again();
        case "abandon" -> abandon();
        case "pin" -> pin();
        case "unpin" -> unpin();
        case "gc" -> gc();
        case "remove" -> remove();
        case "piece" -> piece();
        case "detach" -> detach();
        default -> throw new IllegalArgumentException(what);
      }
    } catch (UncheckedIOException | IOException _) {
      // A fault of the disk was reported: nothing new is promised, everything old is.
    }
  }

  private void add() {
    List<Block> tree = TestDag.tree(random, 1 + random.nextInt(8), 300);
    try (Writer writer = store.writer()) {
      for (Block block : tree) {
        writer.put(block);
        maybeStep();
      }
      writer.commit();
      keep(tree);
    }
    trees.add(tree);
  }

  /// Puts a known tree anew, pins it before the writer closes.
  private void again() {
    if (trees.isEmpty()) {
      return;
    }
    List<Block> tree = anyTree();
    try (Writer writer = store.writer()) {
      for (Block block : tree) {
        gone.remove(block.cid().multihash());
        writer.put(block);
        maybeStep();
        maybeCollect();
      }
      writer.commit();
      keep(tree);
      maybeCollect();
      pinComplete(tree);
    }
  }

  private void maybeCollect() {
    if (!collecting && random.nextInt(30) == 0) {
      gc();
    }
  }

  private void abandon() {
    try (Writer writer = store.writer()) {
      TestDag.tree(random, 4, 300).forEach(writer::put);
    }
  }

  private void pin() {
    if (trees.isEmpty() || random.nextInt(3) == 0) {
      add();
    }
    List<Block> tree = anyTree();
    Cid root = tree.getLast().cid();
    unsure.add(root);
    try {
      pins.add(root, Mode.RECURSIVE, Optional.of("name " + root));
      pinned.put(root, tree);
      keep(tree);
      unsure.remove(root);
    } catch (PinRefused e) {
      assertThat(tree)
          .as("a tree that is refused lacks a block: %s", e.getMessage())
          .anyMatch(block -> !kept.containsKey(block.cid()));
      unsure.remove(root);
    }
  }

  private void pinComplete(List<Block> tree) {
    Cid root = tree.getLast().cid();
    unsure.add(root);
    pins.addComplete(root, Mode.RECURSIVE, Optional.of("name " + root));
    pinned.put(root, tree);
    unsure.remove(root);
  }

  private void unpin() {
    if (pinned.isEmpty()) {
      return;
    }
    Cid root = List.copyOf(pinned.keySet()).get(random.nextInt(pinned.size()));
    unsure.add(root);
    pins.remove(root, Mode.RECURSIVE);
    pinned.remove(root);
    unsure.remove(root);
  }

  private void gc() {
    if (collecting) {
      return;
    }
    kept.keySet().retainAll(pinnedBlocks());
    collecting = true;
    try {
      GcReport report =
          store.collect(
              this,
              removed -> {
                assertThat(pinnedHashes()).doesNotContain(removed);
                gone.add(removed);
              },
              Deadline.none());
      assertThat(report).isInstanceOf(GcReport.Done.class);
    } finally {
      collecting = false;
    }
  }

  private Set<Cid> pinnedBlocks() {
    return pinned.values().stream()
        .flatMap(List::stream)
        .map(Block::cid)
        .collect(Collectors.toSet());
  }

  private Set<Multihash> pinnedHashes() {
    return pinnedBlocks().stream().map(Cid::multihash).collect(Collectors.toSet());
  }

  private void remove() {
    if (trees.isEmpty()) {
      return;
    }
    Cid cid = anyTree().getFirst().cid();
    if (!pinnedBlocks().contains(cid)) {
      kept.remove(cid);
      store
          .delete(List.of(cid.multihash()))
          .forEach((block, deletion) -> {
            if (deletion == Deletion.DELETED) {
              gone.add(block);
            }
          });
    }
  }

  private void piece() throws IOException {
    List<Block> tree = TestDag.tree(random, 1 + random.nextInt(6), 200);
    String name = "piece-" + ++serial;
    try (Disk.File file = home.create(name)) {
      file.write(ByteBuffer.wrap(TestDag.car(tree)), 0);
      home.forceDirectory();
      unsure.add(name);
      store.attach(name, Path.of(name));
    }
    pieces.put(name, tree);
    unsure.remove(name);
  }

  private void detach() {
    if (pieces.isEmpty()) {
      return;
    }
    String name = pieces.keySet().iterator().next();
    pieces.remove(name);
    unsure.add(name);
    assertThat(store.detach(name)).isTrue();
    unsure.remove(name);
  }

  private void keep(List<Block> blocks) {
    blocks.forEach(block -> kept.put(block.cid(), block.bytes()));
  }

  private List<Block> anyTree() {
    return trees.get(random.nextInt(trees.size()));
  }

  @Override
  public void recursive(Consumer<Cid> roots) {
    pins.list().filter(pin -> pin.mode() == Mode.RECURSIVE).map(Pin::root).forEach(roots);
  }

  @Override
  public void direct(Consumer<Cid> roots) {}

  @Override
  public void bestEffort(Consumer<Cid> roots) {}

  /// Compares the store with the book.
  void check() {
    assertThat(store.problems())
        .as("nothing but what was being written is moved aside")
        .allMatch(problem -> problem.contains("no whole block"));
    kept.forEach((cid, bytes) -> assertThat(content(cid)).as("block %s", cid).contains(bytes));
    pieces
        .values()
        .forEach(tree ->
            tree.forEach(block -> assertThat(content(block.cid())).contains(block.bytes())));
    assertThat(store.attached().stream().map(AttachedCar::id).filter(id -> !unsure.contains(id)))
        .containsExactlyInAnyOrderElementsOf(pieces.keySet());
    checkPins();
    assertThat(store.multihashes())
        .allSatisfy(multihash -> assertThat(content(Cid.v1(0x55, multihash))).isPresent());
    checkAccounts();
  }

  /// Nothing that was removed comes back. A failing disk may leave a second copy where nobody can
  /// tell that it was given up.
  void checkGone() {
    assertThat(store.multihashes()).noneMatch(gone::contains);
  }

  private void checkPins() {
    Set<Cid> listed = new HashSet<>();
    pins.list()
        .forEach(pin -> {
          listed.add(pin.root());
          assertThat(pin.name()).isEqualTo("name " + pin.root());
        });
    assertThat(listed.stream().filter(root -> !unsure.contains(root)))
        .containsExactlyInAnyOrderElementsOf(
            pinned.keySet().stream().filter(root -> !unsure.contains(root)).toList());
    for (Cid root : listed) {
      Optional<List<Block>> tree =
          trees.stream().filter(blocks -> blocks.getLast().cid().equals(root)).findFirst();
      if (unsure.contains(root)) {
        tree.ifPresent(blocks -> pinned.put(root, blocks));
      }
      tree.ifPresent(this::keep);
    }
    pinned.keySet().retainAll(listed);
    unsure.removeIf(Cid.class::isInstance);
    kept.forEach(
        (cid, bytes) -> assertThat(content(cid)).as("pinned block %s", cid).contains(bytes));
  }

  /// The rows of the packs add up to what the index finds.
  private void checkAccounts() {
    Map<Integer, PackRow> counted = new HashMap<>();
    store.forEachBlock(page -> {
      page.values()
          .forEach(at ->
              counted.merge(
                  at.pack(), PackRow.NEW.plus(at.length()), (a, b) -> a.plus(at.length())));
      return true;
    });
    PackRow.all(tables)
        .forEach((pack, row) -> {
          PackRow live = counted.getOrDefault(pack, PackRow.NEW);
          assertThat(row.liveBlocks()).isEqualTo(live.liveBlocks());
          assertThat(row.liveBytes()).isEqualTo(live.liveBytes());
        });
  }

  private Optional<byte[]> content(Cid cid) {
    return store.get(cid).map(Block::bytes);
  }
}
