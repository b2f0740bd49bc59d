package network.cairn.bench.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.cairn.base.files.FileDisk;
import network.cairn.ipld.dag.Block;
import network.cairn.lmdb.LmdbTables;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.StoreMetrics;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.hash.Hashes;
import network.cairn.store.pack.DurableSteps;
import network.cairn.store.pack.PackBlockstore;
import network.cairn.store.pack.StoreOptions;

/// The product's store: a commit is an fsync of the pack and one durable transaction of the index.
final class PackStore implements Store {
  private static final long PACK_SIZE = 1L << 30;

  private final LmdbTables tables;
  private final PackBlockstore blocks;
  private final Writer writer;

  PackStore(Path folder) throws IOException {
    Path packs = Files.createDirectories(folder.resolve("packs"));
    tables = LmdbTables.open(folder.resolve("index"));
    blocks =
        PackBlockstore.open(
            new FileDisk(packs),
            new FileDisk(folder),
            tables,
            new StoreOptions(
                PACK_SIZE,
                new Hashes(),
                _ -> List.of(),
                DiskAllowance.UNLIMITED,
                StoreMetrics.NONE,
                DurableSteps.onThreads()));
    writer = blocks.writer();
  }

  @Override
  public String name() {
    return "packs";
  }

  @Override
  public void put(Block block) {
    writer.put(block);
  }

  @Override
  public void commit() {
    writer.commit();
  }

  @Override
  public byte[] get(Block block) {
    return blocks.get(block.cid()).orElseThrow().bytes();
  }

  @Override
  public void close() {
    writer.close();
    blocks.close();
    tables.close();
  }
}
