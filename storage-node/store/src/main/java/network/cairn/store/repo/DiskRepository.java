package network.cairn.store.repo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import network.cairn.base.files.FileDisk;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.lmdb.DamagedTables;
import network.cairn.lmdb.LmdbTables;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.Deletion;
import network.cairn.store.blockstore.StoreStats;
import network.cairn.store.facts.FactLog;
import network.cairn.store.gc.GcReport;
import network.cairn.store.gc.GcRoots;
import network.cairn.store.pack.DurableSteps;
import network.cairn.store.pack.PackBlockstore;
import network.cairn.store.pack.StoreOptions;
import network.cairn.store.pin.Mode;
import network.cairn.store.pin.Pin;
import network.cairn.store.pin.PinStatus;
import network.cairn.store.pin.Pins;
import network.cairn.store.pin.TablePins;

/// The repository of one home directory.
final class DiskRepository implements Repository {
  private static final System.Logger LOG = System.getLogger(DiskRepository.class.getName());
  private static final int ATTEMPTS = 5;

  private final Path home;
  private final RepoOptions options;
  private final RepoLock lock;
  private final LmdbTables tables;
  private final Quota quota;
  private final PackBlockstore store;
  private final TablePins pins;
  private final TableState state;
  private final FactLog facts;
  private final LostPins lostPins;
  private final Spare spare;
  private final List<Supplier<Collection<Cid>>> liveRoots = new CopyOnWriteArrayList<>();

  private DiskRepository(Path home, RepoOptions options, RepoLock lock, LmdbTables tables)
      throws IOException {
    this.home = home;
    this.options = options;
    this.lock = lock;
    this.tables = tables;
    this.quota =
        new Quota(
            options.storageMax(), options.diskReserve(), tables::sizeOnDisk, () -> free(home));
    StoreOptions limits =
        new StoreOptions(
            options.packSize(),
            options.hashing(),
            options.links(),
            quota,
            options.metrics(),
            DurableSteps.onThreads());
    this.store =
        PackBlockstore.open(
            new FileDisk(home.resolve("blocks")), new FileDisk(home), tables, limits);
    this.spare = new Spare(home, home.toFile()::getUsableSpace, DiskRepository::incompressible);
    this.pins = new TablePins(tables, store, options.links(), this::freeing);
    this.state = new TableState(tables);
    this.facts =
        FactLog.open(
            new FileDisk(home.resolve("facts")),
            tables,
            List.of(TablePins.FACTS, TableState.FACTS),
            store.lostItsIndex());
    this.lostPins = LostPins.of(home, store, facts);
    facts.begin();
    quota.count(store.stats().packBytes());
    spare.keep(store.stats().packBytes());
    store.problems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
    facts.problems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
    if (facts.restored() > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "pins, agreements and a provider''s duties came back into the index from {0}",
          home.resolve("facts"));
    }
  }

  static DiskRepository open(Path home, RepoOptions options) throws IOException {
    Layout.require(home);
    RepoLock lock = RepoLock.take(home.resolve("repo.lock"), options.owner());
    try {
      Files.createDirectories(home.resolve("blocks"));
      Files.createDirectories(home.resolve("facts"));
      LmdbTables tables = tables(home.resolve("index"));
      try {
        return new DiskRepository(home, options, lock, tables);
      } catch (IOException | RuntimeException e) {
        tables.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Blocks are found again without the index; what only it has is the user's to give up.
  private static LmdbTables tables(Path index) throws IOException {
    try {
      return LmdbTables.open(
          index,
          "nothing was changed. Put the folder "
              + index
              + " back from a backup, or move it aside, and start again: the blocks are then found"
              + " in the packs, and pins, agreements and a provider's duties in the folder "
              + index.resolveSibling("facts"));
    } catch (DamagedTables e) {
      throw new RepoUnusable(String.valueOf(e.getMessage()), e);
    }
  }

  private void freeing(Runnable change) {
    spare.whileFreeing(() -> {
      change.run();
      return true;
    });
  }

  private static byte[] incompressible() {
    byte[] content = new byte[Spare.SIZE];
    new SecureRandom().nextBytes(content);
    return content;
  }

  private static long free(Path home) {
    try {
      return Files.getFileStore(home).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("free space of " + home + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Path home() {
    return home;
  }

  @Override
  public Blockstore blockstore() {
    return store;
  }

  @Override
  public Pins pins() {
    return pins;
  }

  @Override
  public StateStore state() {
    return state;
  }

  @Override
  public void addLiveRoots(Supplier<Collection<Cid>> roots) {
    liveRoots.add(roots);
  }

  @Override
  public GcReport gc(Consumer<Multihash> removed, Deadline deadline) {
    lostPins.requireNone();
    return spare.whileFreeing(() -> store.collect(new Roots(), removed, deadline));
  }

  private final class Roots implements GcRoots {
    @Override
    public void recursive(Consumer<Cid> roots) {
      pins.list().filter(pin -> pin.mode() == Mode.RECURSIVE).map(Pin::root).forEach(roots);
    }

    @Override
    public void direct(Consumer<Cid> roots) {
      pins.list().filter(pin -> pin.mode() == Mode.DIRECT).map(Pin::root).forEach(roots);
    }

    @Override
    public void bestEffort(Consumer<Cid> roots) {
      liveRoots.forEach(supplier -> supplier.get().forEach(roots));
    }
  }

  @Override
  public Map<Cid, Removal> removeBlocks(Collection<Cid> blocks) {
    Map<Cid, Removal> results = new LinkedHashMap<>();
    Collection<Cid> open = blocks;
    for (int i = 0; i < ATTEMPTS && !open.isEmpty(); i++) {
      removeOnce(open, results);
      open =
          open.stream()
              .filter(cid -> new Removal.Done(Deletion.IN_USE).equals(results.get(cid)))
              .toList();
    }
    return results;
  }

  /// Pins may be added between the look at them and the removal; then the removal is refused and
  /// tried again.
  private void removeOnce(Collection<Cid> blocks, Map<Cid, Removal> results) {
    long generation = pins.generation();
    Map<Multihash, Cid> free = new LinkedHashMap<>();
    pins.status(blocks)
        .forEach((cid, status) -> {
          switch (status) {
            case PinStatus.Pinned(Pin pin) ->
                results.put(
                    cid,
                    new Removal.Pinned(
                        pin.mode() == Mode.RECURSIVE ? "pinned: recursive" : "pinned: direct"));
            case PinStatus.Indirect(Cid via) ->
                results.put(cid, new Removal.Pinned("pinned via " + via));
            case PinStatus.NotPinned() -> free.put(cid.multihash(), cid);
          }
        });
    spare
        .whileFreeing(() -> store.delete(free.keySet(), () -> pins.generation() == generation))
        .forEach((multihash, deletion) ->
            results.put(cidOf(free, multihash), new Removal.Done(deletion)));
  }

  private static Cid cidOf(Map<Multihash, Cid> cids, Multihash multihash) {
    Cid cid = cids.get(multihash);
    if (cid == null) {
      throw new IllegalStateException("removal of " + multihash + ", which was not asked for");
    }
    return cid;
  }

  @Override
  public RepoStat stat() {
    StoreStats stats = store.stats();
    return new RepoStat(
        stats.packBytes() + stats.indexBytes(),
        options.storageMax(),
        quota.reserved(),
        stats,
        home,
        VERSION);
  }

  @Override
  public VerifyReport verify(boolean drop, Consumer<VerifyEvent> progress) {
    return new Verification(store, drop, progress).run();
  }

  @Override
  public Reservation reserve(long bytes) {
    return quota.reserve(bytes, true);
  }

  @Override
  public Reservation reserveOutside(long bytes) {
    return quota.reserve(bytes, false);
  }

  @Override
  public long freeOutside() {
    return quota.free();
  }

  @Override
  public void close() {
    store.close();
    tables.close();
    facts.close();
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("unlocking " + home + ": " + e.getMessage(), e);
    }
  }
}
