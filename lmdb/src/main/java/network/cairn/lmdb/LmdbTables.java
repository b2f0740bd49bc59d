package network.cairn.lmdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import network.cairn.base.files.FileDisk;
import org.lmdbjava.Dbi;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/// [Tables] on LMDB.
///
/// All write transactions run on one thread ([Writer]). Readers of any thread borrow a pooled read
/// transaction (`MDB_NOTLS`). The map grows when it is full ([Mapped]).
///
/// LMDB believes what it maps, so [FileCheck] looks at the file first. Each value has a sum behind
/// it ([RowSum]), and a table named [FileCheck#REGISTRY] lists the others. A file of before that is
/// rewritten once, in one transaction.
public final class LmdbTables implements Tables {
  private static final int MAX_READERS = 512;
  private static final int MAX_SNAPSHOTS = 512;

  /// All that may read at once.
  static final int READERS = MAX_READERS + MAX_SNAPSHOTS;

  private static final Table REGISTRY = new Table(FileCheck.REGISTRY, Table.MAX_KEY);

  private final Mapped mapped;
  private final Writer writer;
  private final Semaphore readers = new Semaphore(MAX_READERS);
  private final ConcurrentLinkedQueue<Txn<byte[]>> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private LmdbTables(Mapped mapped) {
    this.mapped = mapped;
    this.writer = new Writer(mapped);
  }

  /// Opens or creates the tables in a directory, which is created if missing.
  ///
  /// @throws DamagedTables if they are not as they were written
  public static LmdbTables open(Path directory) throws IOException {
    return open(directory, "restore the folder from a backup");
  }

  /// As [#open(Path)].
  ///
  /// @param wayOut what can be done about damage, the end of the message that tells of it
  public static LmdbTables open(Path directory, String wayOut) throws IOException {
    return open(directory, wayOut, Mapped.usualSize());
  }

  /// As [#open(Path)], with a map of so many bytes at first.
  static LmdbTables open(Path directory, String wayOut, long mapSize) throws IOException {
    return open(directory, wayOut, mapSize, new EnvFlags[0]);
  }

  /// As [#open(Path, String)], but what is written is not forced: it outlives the process, not the
  /// machine's power.
  public static LmdbTables openScratch(Path directory, String wayOut) throws IOException {
    return open(directory, wayOut, Mapped.usualSize(), EnvFlags.MDB_NOSYNC);
  }

  private static LmdbTables open(Path directory, String wayOut, long mapSize, EnvFlags... more)
      throws IOException {
    Files.createDirectories(directory);
    FileCheck.Kind kind = FileCheck.of(Mapped.file(directory), wayOut);
    LockFile.hold(new FileDisk(directory), READERS);
    LmdbTables tables;
    try {
      tables = new LmdbTables(new Mapped(directory, wayOut, mapSize, READERS, more));
    } catch (LmdbException e) {
      throw new IOException(
          "tables in " + directory + " cannot be opened: " + e.getMessage() + "; " + wayOut, e);
    }
    tables.writer.start();
    try {
      tables.begin(kind);
    } catch (RuntimeException e) {
      tables.close();
      throw e;
    }
    return tables;
  }

  /// Brings the file to the form in which each row has its sum.
  private void begin(FileCheck.Kind kind) {
    byte[] registry = RowSum.name(REGISTRY.name());
    boolean plain = kind == FileCheck.Kind.PLAIN;
    Dbi<byte[]> dbi =
        write(change -> {
          Transaction transaction = (Transaction) change;
          List<byte[]> before = plain ? transaction.names() : List.of();
          Dbi<byte[]> opened = transaction.open(registry);
          for (byte[] name : before) {
            transaction.seal(name);
            transaction.list(opened, name);
          }
          return opened;
        });
    mapped.know(REGISTRY, dbi);
  }

  @Override
  public synchronized void register(Table table) {
    if (mapped.knows(table)) {
      return;
    }
    byte[] name = RowSum.name(table.name());
    Dbi<byte[]> dbi =
        write(change -> {
          Transaction transaction = (Transaction) change;
          Dbi<byte[]> opened = transaction.open(name);
          transaction.list(mapped.dbi(REGISTRY), name);
          return opened;
        });
    mapped.know(table, dbi);
  }

  @Override
  public void log(CommitLog told) {
    writer.log(told);
  }

  @Override
  public <R> R read(Function<Reader, R> query) {
    readers.acquireUninterruptibly();
    try {
      requireOpen();
      Txn<byte[]> txn = borrow();
      try {
        return query.apply(new Reading(mapped, txn));
      } finally {
        mapped.call(() -> {
          txn.reset();
          return idle.add(txn);
        });
      }
    } finally {
      readers.release();
    }
  }

  private Txn<byte[]> borrow() {
    return mapped.call(() -> {
      Txn<byte[]> txn = idle.poll();
      if (txn == null) {
        return mapped.reading();
      }
      txn.renew();
      return txn;
    });
  }

  @Override
  public <R> R write(Function<Change, R> change) {
    requireOpen();
    return writer.write(change);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public Snapshot snapshot() {
    requireOpen();
    return new Held(mapped, mapped.call(mapped::reading));
  }

  @Override
  public long sizeOnDisk() {
    return mapped.sizeOnDisk();
  }

  /// Waits for readers and for changes under way. Snapshots are closed before.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    writer.close();
    readers.acquireUninterruptibly(MAX_READERS);
    idle.forEach(Txn::close);
    idle.clear();
    mapped.close();
    readers.release(MAX_READERS);
  }
}
