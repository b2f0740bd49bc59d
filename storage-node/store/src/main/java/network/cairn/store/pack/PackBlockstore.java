package network.cairn.store.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import network.cairn.base.files.Disk;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.Tables;
import network.cairn.store.blockstore.Announcements;
import network.cairn.store.blockstore.AttachedCar;
import network.cairn.store.blockstore.BlockListener;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.CorruptBlock;
import network.cairn.store.blockstore.Deletion;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.HashPolicy;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.blockstore.StoreStats;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.car.AttachedCars;
import network.cairn.store.gc.Collector;
import network.cairn.store.gc.GcGuard;
import network.cairn.store.gc.GcReport;
import network.cairn.store.gc.GcRoots;
import network.cairn.store.gc.Sweepable;

/// Blocks in append-only packs, found through an index.
///
/// A put goes through one [Appender] to the end of the newest pack; a commit forces the pack and
/// then adds the places to the index, for all waiting writers at once. A removal takes the place
/// out of the index; the bytes go when their pack is rewritten. A pack's file is deleted after its
/// last reader. On opening, whole blocks that the index does not know are taken into it, and what
/// is no whole block beyond a pack's committed length is moved aside.
public final class PackBlockstore implements Blockstore, AutoCloseable {
  private static final KeyStream.Source PACKED =
      new KeyStream.Source(Location.BLOCKS, key -> Optional.of(Multihash.decode(key)));

  private static final int MAX_DAMAGED = 1 << 16;
  private static final int MAX_LOOKUPS = 64;
  private static final long HOT_BYTES = 16 << 20;

  private final Tables tables;
  private final StoreOptions options;
  private final Packs packs;
  private final Appender appender;
  private final Committer committer;
  private final GcGuard guard;
  private final AttachedCars cars;
  private final Announcements announcements = new Announcements();
  private final Collector collector;
  private final List<String> problems;
  private final ReentrantLock removing = new ReentrantLock();
  private final Set<Multihash> damaged = ConcurrentHashMap.newKeySet();
  private final HotBlocks hot = new HotBlocks(HOT_BYTES);

  private PackBlockstore(Recovery recovered, Disk home, Tables tables, StoreOptions options) {
    this.tables = tables;
    this.options = options;
    this.packs = recovered.packs();
    this.problems = new ArrayList<>(recovered.problems());
    this.appender = recovered.appender(options.packSize());
    this.committer = new Committer(appender, packs, tables, options.metrics());
    this.guard = new GcGuard(appender::position, new SecureRandom());
    this.cars = new AttachedCars(home, tables, options.hashing(), announcements, problems);
    this.collector = new Collector(this, options.links(), guard, new Sweep(), options.metrics());
  }

  /// Opens the store and repairs what a crash left.
  ///
  /// @param disk the directory of the packs
  /// @param home where relative paths of attached files begin
  public static PackBlockstore open(Disk disk, Disk home, Tables tables, StoreOptions options)
      throws IOException {
    return new PackBlockstore(Recovery.run(disk, tables, options.hashing()), home, tables, options);
  }

  /// Whether the index was missing and was built anew, with which went what is in no pack, until
  /// [#lossIsTold].
  public boolean lostItsIndex() {
    return StoreState.lostItsIndex(tables);
  }

  /// The loss of the index is kept elsewhere; durable on return.
  public void lossIsTold() {
    StoreState.lossIsTold(tables);
  }

  /// What was found wrong on opening and could not be put right, and where bytes went that are no
  /// whole blocks; for the log.
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public boolean has(Cid cid) {
    if (cid.isIdentity()) {
      return true;
    }
    Multihash multihash = cid.multihash();
    return find(multihash).isPresent() || cars.find(multihash).isPresent();
  }

  @Override
  public OptionalInt size(Cid cid) {
    Multihash multihash = cid.multihash();
    if (cid.isIdentity()) {
      return OptionalInt.of(multihash.size());
    }
    return find(multihash)
        .map(Location::length)
        .or(() -> cars.find(multihash).map(AttachedCars.Place::length))
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  @Override
  public Optional<Block> get(Cid cid) {
    return get(cid, this::isHashed);
  }

  @Override
  public Optional<Block> getToSend(Cid cid) {
    return get(cid, this::isAsItWasPut);
  }

  @Override
  public Optional<Block> getShared(Cid cid) {
    Multihash multihash = cid.multihash();
    Optional<byte[]> known = cid.isIdentity() ? Optional.empty() : hot.get(multihash);
    if (known.isPresent()) {
      return has(cid) ? known.map(bytes -> counted(cid, bytes)) : Optional.empty();
    }
    Optional<Block> read = getToSend(cid);
    read.ifPresent(block -> hot.met(multihash, block.bytes()));
    return read;
  }

  /// Whether bytes that were read are those of a block.
  private interface Check {
    boolean passes(Multihash multihash, Location location, byte[] bytes);
  }

  @Override
  public Optional<byte[]> piece(Cid cid, int offset, int length) {
    Optional<byte[]> packed = cid.isIdentity() ? Optional.empty() : packed(cid, offset, length);
    packed.ifPresent(bytes -> options.metrics().read(bytes.length));
    return packed.or(() -> Blockstore.super.piece(cid, offset, length));
  }

  private Optional<byte[]> packed(Cid cid, int offset, int length) {
    try {
      return find(cid.multihash()).flatMap(place -> packs.read(cid, place.part(offset, length)));
    } catch (CorruptBlock _) {
      // It was moved meanwhile, or is damaged: reading the whole block tells which.
      return Optional.empty();
    }
  }

  private boolean isAsItWasPut(Multihash multihash, Location location, byte[] bytes) {
    return location.sum().isPresent()
        ? location.sum().getAsInt() == Location.sumOf(bytes)
        : isHashed(multihash, location, bytes);
  }

  private boolean isHashed(Multihash multihash, Location location, byte[] bytes) {
    return HashPolicy.matches(options.hashing(), multihash, bytes);
  }

  private Optional<Block> get(Cid cid, Check check) {
    Multihash multihash = cid.multihash();
    if (cid.isIdentity()) {
      return Optional.of(Block.of(cid, multihash.digest()));
    }
    for (int i = 0; i < MAX_LOOKUPS; i++) {
      Optional<Location> location = find(multihash);
      if (location.isEmpty()) {
        return cars.read(cid).map(bytes -> counted(cid, bytes));
      }
      Optional<byte[]> bytes = content(cid, location.get(), check);
      if (bytes.isPresent()) {
        return Optional.of(counted(cid, bytes.get()));
      }
    }
    throw new CorruptBlock(cid, "the packs", 0, "its pack is missing");
  }

  private Block counted(Cid cid, byte[] bytes) {
    options.metrics().read(bytes.length);
    return Block.of(cid, bytes);
  }

  private Optional<byte[]> content(Cid cid, Location location, Check check) {
    Multihash multihash = cid.multihash();
    try {
      Optional<byte[]> bytes = packs.read(cid, location);
      if (bytes.isPresent() && !check.passes(multihash, location, bytes.get())) {
        throw new CorruptBlock(
            cid, Pack.name(location.pack()), location.offset(), "the hash differs");
      }
      return bytes;
    } catch (CorruptBlock e) {
      if (!find(multihash).equals(Optional.of(location))) {
        return Optional.empty(); // It was moved meanwhile, and its old place cut off.
      }
      options.metrics().corrupt();
      if (damaged.size() < MAX_DAMAGED) {
        damaged.add(multihash);
      }
      throw e;
    }
  }

  @Override
  public Writer writer() {
    return writer(options.admission());
  }

  @Override
  public Writer writer(DiskAllowance admission) {
    return new PackWriter(this, admission, guard.open());
  }

  /// Whether a put may be left out, because the block is here, undamaged and protected by the
  /// session from now on.
  boolean isPresent(GcGuard.Session session, Multihash multihash) {
    if (find(multihash).isEmpty() || damaged.contains(multihash)) {
      return false;
    }
    guard.touch(session, multihash);
    return !guard.isCondemned(multihash) && find(multihash).isPresent();
  }

  /// Blocks that were put are durable and in the index.
  void stored(Collection<Multihash> multihashes) {
    if (!damaged.isEmpty()) {
      damaged.removeAll(multihashes);
    }
    announcements.tell(Collections.unmodifiableCollection(multihashes));
  }

  private Optional<Location> find(Multihash multihash) {
    return tables.get(Location.BLOCKS, multihash.bytes()).map(Location::decode);
  }

  @Override
  public Map<Multihash, Deletion> delete(Collection<Multihash> blocks) {
    return delete(blocks, () -> true);
  }

  /// As [#delete(Collection)], if a condition still holds at the moment of removal, when no pin can
  /// change; otherwise, and while an open writer keeps a whole DAG, everything is in use.
  public Map<Multihash, Deletion> delete(Collection<Multihash> blocks, BooleanSupplier condition) {
    return remove(blocks, () -> !guard.keepsDags() && condition.getAsBoolean());
  }

  private Map<Multihash, Deletion> remove(Collection<Multihash> blocks, BooleanSupplier condition) {
    Map<Multihash, Deletion> results = new LinkedHashMap<>();
    removing.lock();
    try {
      guard.condemn(new HashSet<>(blocks));
      tables.write(change -> {
        results.clear();
        boolean allowed = condition.getAsBoolean();
        Committer.Rows rows = new Committer.Rows(change);
        for (Multihash block : blocks) {
          results.put(block, allowed ? deleteOne(change, rows, block) : Deletion.IN_USE);
        }
        rows.flush();
        return true;
      });
    } finally {
      guard.condemn(Set.of());
      removing.unlock();
    }
    results.replaceAll((block, result) ->
        result == Deletion.NOT_FOUND && cars.find(block).isPresent() ? Deletion.ATTACHED : result);
    return results;
  }

  /// What a collection works on.
  private final class Sweep implements Sweepable {
    @Override
    public void forEachBlock(Consumer<Map<Multihash, Long>> visitor) {
      PackBlockstore.this.forEachBlock(page -> {
        Map<Multihash, Long> positions = new LinkedHashMap<>();
        page.forEach((block, location) -> positions.put(block, location.position()));
        visitor.accept(positions);
        return true;
      });
    }

    @Override
    public List<Multihash> deleteUnprotected(Set<Multihash> blocks) {
      return remove(blocks, () -> true).entrySet().stream()
          .filter(entry -> entry.getValue() == Deletion.DELETED)
          .map(Map.Entry::getKey)
          .toList();
    }

    @Override
    public long compact() {
      return new Compactor(PackBlockstore.this).compact();
    }
  }

  private Deletion deleteOne(Tables.Change change, Committer.Rows rows, Multihash block) {
    byte[] key = block.bytes();
    Optional<Location> location = change.get(Location.BLOCKS, key).map(Location::decode);
    if (location.isEmpty()) {
      return Deletion.NOT_FOUND;
    }
    if (guard.protects(block, location.get().position())) {
      return Deletion.IN_USE;
    }
    change.delete(Location.BLOCKS, key);
    int pack = location.get().pack();
    rows.put(pack, rows.get(pack).minus(location.get().length()));
    return Deletion.DELETED;
  }

  /// Removes what the roots do not keep, and then the space. Stops no reader and no writer; one
  /// collection at a time.
  ///
  /// @param removed told each block that left the index
  public GcReport collect(GcRoots roots, Consumer<Multihash> removed, Deadline deadline) {
    return collector.collect(roots, removed, deadline);
  }

  /// Visits all blocks in packs in pages; nothing is held open between calls.
  void forEachBlock(PageVisitor visitor) {
    byte[] next = new byte[0];
    while (true) {
      Map<Multihash, Location> page = page(next);
      if (page.isEmpty() || !visitor.visit(page)) {
        return;
      }
      next = Tables.after(List.copyOf(page.keySet()).getLast().bytes());
    }
  }

  private Map<Multihash, Location> page(byte[] first) {
    return tables.read(reader -> {
      Map<Multihash, Location> page = new LinkedHashMap<>();
      reader.scan(
          Location.BLOCKS,
          first,
          (key, value) -> {
            page.put(Multihash.decode(key), Location.decode(value));
            return page.size() < PAGE;
          });
      return page;
    });
  }

  static final int PAGE = 4096;

  interface PageVisitor {
    boolean visit(Map<Multihash, Location> page);
  }

  @Override
  public Stream<Multihash> multihashes() {
    return KeyStream.of(tables, List.of(PACKED, attachedKeys()));
  }

  private KeyStream.Source attachedKeys() {
    return new KeyStream.Source(AttachedCars.BLOCKS, cars::multihash);
  }

  /// The blocks in packs, without those of attached files, in order; for verification.
  public Stream<Multihash> packed() {
    return KeyStream.of(tables, List.of(PACKED));
  }

  @Override
  public StoreStats stats() {
    long[] sums = new long[2];
    tables.read(reader -> {
      reader.scan(
          PackRow.PACKS,
          new byte[0],
          (key, value) -> {
            PackRow row = PackRow.decode(value);
            sums[0] += row.liveBlocks();
            sums[1] += row.liveBytes();
            return true;
          });
      return true;
    });
    List<AttachedCar> attached = cars.list();
    return new StoreStats(
        sums[0],
        sums[1],
        packs.bytes(),
        tables.sizeOnDisk(),
        packs.count(),
        attached.stream().mapToLong(AttachedCar::blocks).sum(),
        attached.stream().mapToLong(AttachedCar::size).sum());
  }

  @Override
  public AttachedCar attach(String id, Path car) {
    try {
      return cars.attach(id, car);
    } catch (IOException e) {
      throw new UncheckedIOException("attaching " + car + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean detach(String id) {
    return cars.detach(id);
  }

  @Override
  public List<AttachedCar> attached() {
    return cars.list();
  }

  @Override
  public void addListener(BlockListener listener) {
    announcements.add(listener);
  }

  /// Lets go of all files; uncommitted puts are abandoned. The index stays open: it is the
  /// caller's.
  @Override
  public void close() {
    packs.close();
    cars.close();
  }

  Tables tables() {
    return tables;
  }

  StoreOptions options() {
    return options;
  }

  StoreMetrics metrics() {
    return options.metrics();
  }

  Packs packs() {
    return packs;
  }

  Appender appender() {
    return appender;
  }

  Committer committer() {
    return committer;
  }

  GcGuard gcGuard() {
    return guard;
  }
}
