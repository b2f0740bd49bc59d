package network.cairn.store.providers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import network.cairn.base.files.FileDisk;
import network.cairn.libp2p.kad.MemoryProviders;
import network.cairn.libp2p.kad.ProviderRecords;
import network.cairn.lmdb.DamagedTables;
import network.cairn.lmdb.LmdbTables;

/// The folder of provider records and of what was announced: one LMDB file, apart from the index,
/// so that strangers neither make the index grow nor blocks wait. Thread-safe; closed by one
/// thread.
///
/// What is written outlives the process, not the machine's power. A file that is not as it was
/// written is begun anew.
public final class ProviderStore implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ProviderStore.class.getName());
  private static final String WAY_OUT = "it is begun anew";

  private final LmdbTables tables;

  private ProviderStore(LmdbTables tables) {
    this.tables = tables;
  }

  /// Opens or creates it.
  ///
  /// @param folder for nothing else: what is in it may be deleted
  /// @throws IOException if the disk does not do it
  public static ProviderStore open(Path folder) throws IOException {
    try {
      return openOrAnew(folder);
    } catch (RuntimeException e) {
      throw failure(folder + " cannot be opened", e);
    }
  }

  private static IOException failure(String what, RuntimeException cause) {
    return new IOException(what + ": " + cause.getMessage(), cause);
  }

  private static ProviderStore openOrAnew(Path folder) throws IOException {
    try {
      return new ProviderStore(LmdbTables.openScratch(folder, WAY_OUT));
    } catch (DamagedTables e) {
      LOG.log(System.Logger.Level.WARNING, "provider records are lost: {0}", e.getMessage());
      FileDisk disk = new FileDisk(folder);
      for (String name : disk.list()) {
        if (Files.isRegularFile(folder.resolve(name))) {
          disk.delete(name);
        }
      }
      return new ProviderStore(LmdbTables.openScratch(folder, WAY_OUT));
    }
  }

  /// The records of one DHT, checked: what is not whole, has expired or comes from a later time
  /// than now is gone, and where the rows do not agree, all are.
  ///
  /// @param dht a name of its own, of at most 8 characters
  /// @param room whether the disk has room for more; asked now and then. While it has none, nothing
  ///   is added
  /// @throws IOException if the disk does not let them be checked
  public ProviderRecords records(
      String dht, MemoryProviders.Bounds bounds, LongSupplier epochMillis, BooleanSupplier room)
      throws IOException {
    try {
      LmdbProviders records = new LmdbProviders(tables, dht, bounds, epochMillis, room);
      records.check();
      return records;
    } catch (RuntimeException e) {
      throw failure("provider records cannot be checked", e);
    }
  }

  /// What this node has announced to one DHT.
  ///
  /// @param dht as [#records] has it
  /// @throws IOException if the disk does not let it be opened
  public SweepJournal journal(String dht) throws IOException {
    try {
      return new SweepJournal(tables, dht);
    } catch (RuntimeException e) {
      throw failure("what was announced cannot be read", e);
    }
  }

  @Override
  public void close() {
    tables.close();
  }
}
