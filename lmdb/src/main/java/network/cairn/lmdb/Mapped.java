package network.cairn.lmdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/// An LMDB file that is mapped, with the tables that are open in it.
///
/// The map is opened far larger than needed, because pages that were never used cost nothing; when
/// it is full all the same, it doubles. That moves it, so no thread may be inside a call then: each
/// call holds the read lock of [#map], a growth the write lock. Between calls a snapshot holds page
/// numbers only, no addresses, and lives on over a growth. Thread-safe.
final class Mapped {
  private static final int MAX_TABLES = 32;
  private static final String DATA_FILE = "data.mdb";
  private static final long MAP_SIZE =
      System.getProperty("os.name", "").startsWith("Windows") ? 16L << 30 : 1L << 40;

  /// A process has addresses for little more.
  private static final long MAX_MAP_SIZE = 1L << 46;

  private final Env<byte[]> env;
  private final ReentrantReadWriteLock map = new ReentrantReadWriteLock();
  private final ConcurrentMap<Table, Dbi<byte[]>> dbis = new ConcurrentHashMap<>();
  private final Path dataFile;
  private final String wayOut;

  /// @param wayOut what can be done about damage, the end of the message that tells of it
  /// @param mapSize bytes at first
  /// @param readers most transactions that read at once
  Mapped(Path directory, String wayOut, long mapSize, int readers, EnvFlags... more) {
    this.dataFile = file(directory);
    this.wayOut = wayOut;
    this.env =
        Env.create(ByteArrayProxy.PROXY_BA)
            .setMapSize(mapSize)
            .setMaxDbs(MAX_TABLES)
            .setMaxReaders(readers)
            .open(directory.toFile(), flags(more));
  }

  private static EnvFlags[] flags(EnvFlags... more) {
    List<EnvFlags> flags = new ArrayList<>(List.of(more));
    flags.add(EnvFlags.MDB_NOTLS);
    flags.add(EnvFlags.MDB_NORDAHEAD);
    return flags.toArray(EnvFlags[]::new);
  }

  static Path file(Path directory) {
    return directory.resolve(DATA_FILE);
  }

  /// Bytes of a map of which nobody asks for less.
  static long usualSize() {
    return MAP_SIZE;
  }

  /// A call into LMDB, during which the map stays where it is.
  <R extends @Nullable Object> R call(Supplier<R> call) {
    map.readLock().lock();
    try {
      return call.get();
    } catch (LmdbException e) {
      throw failed(e);
    } finally {
      map.readLock().unlock();
    }
  }

  UncheckedIOException failed(LmdbException e) {
    return new UncheckedIOException(
        new IOException("index " + dataFile + ": " + e.getMessage(), e));
  }

  /// A transaction that reads; to be asked for inside [#call].
  Txn<byte[]> reading() {
    return env.txnRead();
  }

  /// A transaction that writes, for the one thread that does.
  Txn<byte[]> writing() {
    return env.txnWrite();
  }

  /// A table by its name in the file; null is the table of their names.
  Dbi<byte[]> table(Txn<byte[]> txn, byte @Nullable [] name, DbiFlags... flags) {
    return env.openDbi(txn, name, null, false, flags);
  }

  boolean mayGrow() {
    return env.info().mapSize < MAX_MAP_SIZE;
  }

  /// Doubles the map, when no thread is in a call and no transaction writes.
  void grow() {
    map.writeLock().lock();
    try {
      env.setMapSize(2 * env.info().mapSize);
    } finally {
      map.writeLock().unlock();
    }
  }

  /// Makes a table known to all, whose transaction has been committed.
  void know(Table table, Dbi<byte[]> dbi) {
    dbis.put(table, dbi);
  }

  /// Whether it is known with this bound.
  ///
  /// @throws IllegalStateException if it is known with another
  boolean knows(Table table) {
    if (dbis.containsKey(table)) {
      return true;
    }
    if (dbis.keySet().stream().anyMatch(open -> open.name().equals(table.name()))) {
      throw new IllegalStateException("table " + table.name() + " is open with another bound");
    }
    return false;
  }

  Dbi<byte[]> dbi(Table table) {
    Dbi<byte[]> dbi = dbis.get(table);
    if (dbi == null) {
      throw new IllegalStateException("nobody registered " + table);
    }
    return dbi;
  }

  /// The value of a row, without its sum.
  ///
  /// @throws UncheckedIOException of [DamagedTables] if it is not as it was written
  byte[] unseal(Table table, byte[] key, byte[] row) {
    return RowSum.unseal(RowSum.name(table.name()), key, row)
        .orElseThrow(() ->
            new UncheckedIOException(
                new DamagedTables(
                    dataFile + " is damaged: " + Rows.wrong(table.name(), key) + "; " + wayOut)));
  }

  long sizeOnDisk() {
    try {
      return Files.size(dataFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// After the last transaction.
  void close() {
    env.close();
  }
}
