package network.cairn.store.pack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import network.cairn.base.files.Power;
import network.cairn.base.files.SimulatedDisk;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.lmdb.CommitLog;
import network.cairn.lmdb.MemoryTables;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.StoreMetrics;

/// What a store stands on, each part of which can fail by itself.
final class TestStore {
  final Random random;
  final Power power;
  final SimulatedDisk disk;
  final SimulatedDisk home;
  final MemoryTables memory;
  final FailingTables tables;
  final List<String> committed = new ArrayList<>();

  TestStore(long seed) {
    this.random = new Random(seed);
    this.power = new Power(random, Long.MAX_VALUE, 0);
    this.disk = new SimulatedDisk(power);
    this.home = new SimulatedDisk(power);
    this.memory = new MemoryTables(power);
    this.tables = new FailingTables(memory);
  }

  PackBlockstore open(long packSize) throws IOException {
    return PackBlockstore.open(disk, home, tables, options(packSize));
  }

  StoreOptions options(long packSize) {
    return new StoreOptions(
        packSize,
        Hashing.jdk(),
        TestDag::links,
        DiskAllowance.UNLIMITED,
        metrics(),
        new DurableSteps(1000, 1 << 20, Runnable::run));
  }

  StoreMetrics metrics() {
    return new StoreMetrics() {
      @Override
      public synchronized void committed(int writers, int blocks) {
        committed.add(writers + " writers, " + blocks + " blocks");
      }
    };
  }

  List<Block> leaves(int count, int size) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blocks.add(TestDag.leaf(random, size));
    }
    return blocks;
  }

  /// Tables whose changes fail or wait on request.
  static final class FailingTables implements Tables {
    private final Tables tables;
    private volatile Runnable before = () -> {};
    private volatile Runnable afterGet = () -> {};

    FailingTables(Tables tables) {
      this.tables = tables;
    }

    /// Runs something before each change; it may throw.
    void before(Runnable step) {
      before = step;
    }

    /// Runs something after each look at one row.
    void afterGet(Runnable step) {
      afterGet = step;
    }

    @Override
    public void register(Table table) {
      tables.register(table);
    }

    @Override
    public void log(CommitLog log) {
      tables.log(log);
    }

    @Override
    public <R> R read(Function<Reader, R> query) {
      return tables.read(query);
    }

    @Override
    public <R> R write(Function<Change, R> change) {
      before.run();
      return tables.write(change);
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
      Optional<byte[]> value = tables.get(table, key);
      afterGet.run();
      return value;
    }

    @Override
    public Snapshot snapshot() {
      return tables.snapshot();
    }

    @Override
    public long sizeOnDisk() {
      return tables.sizeOnDisk();
    }

    @Override
    public void close() {
      tables.close();
    }
  }
}
