package network.cairn.lmdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import network.cairn.base.files.FileDisk;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.KeyRange;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/// [Tables] on LMDB.
///
/// All write transactions run on one platform thread of this object: LMDB ties them to an operating
/// system thread, and a virtual thread would move between those. The thread takes whatever changes
/// wait and commits them as one transaction. Readers of any thread borrow a pooled read transaction
/// (`MDB_NOTLS`). The map is opened far larger than needed, because pages that were never used cost
/// nothing; when it is full all the same, it doubles. That moves it, so no thread may be inside a
/// call then: each call holds the read lock of [#map], a growth the write lock. Between calls a
/// snapshot holds page numbers only, no addresses, and lives on over a growth.
///
/// LMDB believes what it maps, so [FileCheck] looks at the file first. Each value has a sum behind
/// it ([RowSum]), and a table named [FileCheck#REGISTRY] lists the others. A file of before that is
/// rewritten once, in one transaction.
public final class LmdbTables implements Tables {
  private static final int MAX_TABLES = 32;
  private static final int MAX_READERS = 512;
  private static final int MAX_SNAPSHOTS = 512;

  /// All that may read at once.
  static final int READERS = MAX_READERS + MAX_SNAPSHOTS;

  private static final int MAX_WAITING = 4096;
  private static final int MAX_MERGED = 256;
  private static final int SEALED_AT_ONCE = 1000;
  private static final String DATA_FILE = "data.mdb";
  private static final Table REGISTRY = new Table(FileCheck.REGISTRY, Table.MAX_KEY);
  private static final long MAP_SIZE =
      System.getProperty("os.name", "").startsWith("Windows") ? 16L << 30 : 1L << 40;

  /// A process has addresses for little more.
  private static final long MAX_MAP_SIZE = 1L << 46;

  private final Env<byte[]> env;
  private final ReentrantReadWriteLock map = new ReentrantReadWriteLock();
  private final ConcurrentMap<Table, Dbi<byte[]>> dbis = new ConcurrentHashMap<>();
  private final Semaphore readers = new Semaphore(MAX_READERS);
  private final ConcurrentLinkedQueue<Txn<byte[]>> idle = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Thread writer;
  private final Path dataFile;
  private final String wayOut;
  private final AtomicReference<@Nullable CommitLog> log = new AtomicReference<>();
  private volatile boolean closed;

  private LmdbTables(Path directory, String wayOut, long mapSize, EnvFlags... more) {
    this.dataFile = directory.resolve(DATA_FILE);
    this.wayOut = wayOut;
    this.env =
        Env.create(ByteArrayProxy.PROXY_BA)
            .setMapSize(mapSize)
            .setMaxDbs(MAX_TABLES)
            .setMaxReaders(READERS)
            .open(directory.toFile(), flags(more));
    this.writer = Thread.ofPlatform().name("lmdb").daemon().unstarted(this::runJobs);
  }

  private static EnvFlags[] flags(EnvFlags... more) {
    List<EnvFlags> flags = new ArrayList<>(List.of(more));
    flags.add(EnvFlags.MDB_NOTLS);
    flags.add(EnvFlags.MDB_NORDAHEAD);
    return flags.toArray(EnvFlags[]::new);
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
    return open(directory, wayOut, MAP_SIZE);
  }

  /// As [#open(Path)], with a map of so many bytes at first.
  static LmdbTables open(Path directory, String wayOut, long mapSize) throws IOException {
    return open(directory, wayOut, mapSize, new EnvFlags[0]);
  }

  /// As [#open(Path, String)], but what is written is not forced: it outlives the process, not the
  /// machine's power.
  public static LmdbTables openScratch(Path directory, String wayOut) throws IOException {
    return open(directory, wayOut, MAP_SIZE, EnvFlags.MDB_NOSYNC);
  }

  private static LmdbTables open(Path directory, String wayOut, long mapSize, EnvFlags... more)
      throws IOException {
    Files.createDirectories(directory);
    FileCheck.Kind kind = FileCheck.of(directory.resolve(DATA_FILE), wayOut);
    LockFile.hold(new FileDisk(directory), READERS);
    LmdbTables tables;
    try {
      tables = new LmdbTables(directory, wayOut, mapSize, more);
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
    dbis.put(REGISTRY, dbi);
  }

  @Override
  public synchronized void register(Table table) {
    if (dbis.containsKey(table)) {
      return;
    }
    if (dbis.keySet().stream().anyMatch(open -> open.name().equals(table.name()))) {
      throw new IllegalStateException("table " + table.name() + " is open with another bound");
    }
    byte[] name = RowSum.name(table.name());
    Dbi<byte[]> dbi =
        write(change -> {
          Transaction transaction = (Transaction) change;
          Dbi<byte[]> opened = transaction.open(name);
          transaction.list(dbi(REGISTRY), name);
          return opened;
        });
    dbis.put(table, dbi);
  }

  @Override
  public void log(CommitLog told) {
    if (!log.compareAndSet(null, told)) {
      throw new IllegalStateException("the tables have a log");
    }
  }

  @Override
  public <R> R read(Function<Reader, R> query) {
    readers.acquireUninterruptibly();
    try {
      requireOpen();
      Txn<byte[]> txn = borrow();
      try {
        return query.apply(new Reading(txn));
      } finally {
        reading(() -> {
          txn.reset();
          return idle.add(txn);
        });
      }
    } finally {
      readers.release();
    }
  }

  private Txn<byte[]> borrow() {
    return reading(() -> {
      Txn<byte[]> txn = idle.poll();
      if (txn == null) {
        return env.txnRead();
      }
      txn.renew();
      return txn;
    });
  }

  /// A call into LMDB, during which the map stays where it is.
  private <R extends @Nullable Object> R reading(Supplier<R> call) {
    map.readLock().lock();
    try {
      return call.get();
    } catch (LmdbException e) {
      throw failed(e);
    } finally {
      map.readLock().unlock();
    }
  }

  private UncheckedIOException failed(LmdbException e) {
    return new UncheckedIOException(
        new IOException("index " + dataFile + ": " + e.getMessage(), e));
  }

  @Override
  public <R> R write(Function<Change, R> change) {
    requireOpen();
    Job<R> job = new Job<>(change);
    boolean interrupted = false;
    while (true) {
      try {
        jobs.put(job);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (closed && !writer.isAlive()) {
      failRest(); // It may have come after the last look of who closes.
    }
    try {
      return job.await();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void runJobs() {
    List<Job<?>> batch = new ArrayList<>();
    while (true) {
      try {
        batch.add(jobs.take());
        jobs.drainTo(batch, MAX_MERGED);
      } catch (InterruptedException e) {
        if (closed) {
          failRest();
          return;
        }
        continue;
      }
      try {
        runMerged(batch);
      } catch (RuntimeException | Error e) {
        // Whoever waits for its change learns of it, and this thread takes the next.
        batch.forEach(job -> job.fail(e));
      }
      batch.clear();
    }
  }

  /// One transaction for all; if that fails, one for each, so that a bad change harms only itself.
  private void runMerged(List<Job<?>> batch) {
    if (batch.size() > 1 && transact(batch) == null) {
      batch.forEach(Job::finish);
      return;
    }
    for (Job<?> job : batch) {
      Throwable failure = transact(List.of(job));
      if (failure == null) {
        job.finish();
      } else {
        job.fail(failure);
      }
    }
  }

  private @Nullable Throwable transact(List<Job<?>> batch) {
    while (true) {
      try (Txn<byte[]> txn = env.txnWrite()) {
        Transaction transaction = new Transaction(txn);
        batch.forEach(job -> job.run(transaction));
        transaction.commit();
        return null;
      } catch (Env.MapFullException e) {
        // It grows below, once this transaction is gone; nothing of it was written.
        if (env.info().mapSize >= MAX_MAP_SIZE) {
          return failed(e);
        }
      } catch (LmdbException e) {
        return failed(e);
      } catch (RuntimeException | Error e) {
        return e;
      }
      try {
        grow();
      } catch (LmdbException e) {
        return failed(e);
      }
    }
  }

  private void grow() {
    map.writeLock().lock();
    try {
      env.setMapSize(2 * env.info().mapSize);
    } finally {
      map.writeLock().unlock();
    }
  }

  private void failRest() {
    for (Job<?> job = jobs.poll(); job != null; job = jobs.poll()) {
      job.fail(new IllegalStateException("the index is closed"));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public Snapshot snapshot() {
    requireOpen();
    return new Held(reading(env::txnRead));
  }

  @Override
  public long sizeOnDisk() {
    try {
      return Files.size(dataFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits for readers and for changes under way. Snapshots are closed before.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    writer.interrupt();
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    failRest();
    readers.acquireUninterruptibly(MAX_READERS);
    idle.forEach(Txn::close);
    idle.clear();
    env.close();
    readers.release(MAX_READERS);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Dbi<byte[]> dbi(Table table) {
    Dbi<byte[]> dbi = dbis.get(table);
    if (dbi == null) {
      throw new IllegalStateException("nobody registered " + table);
    }
    return dbi;
  }

  private byte[] unseal(Table table, byte[] key, byte[] row) {
    return RowSum.unseal(RowSum.name(table.name()), key, row)
        .orElseThrow(() ->
            new UncheckedIOException(
                new DamagedTables(
                    dataFile + " is damaged: " + Rows.wrong(table.name(), key) + "; " + wayOut)));
  }

  private class Reading implements Reader {
    final Txn<byte[]> txn;

    Reading(Txn<byte[]> txn) {
      this.txn = txn;
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
      byte[] row = reading(() -> dbi(table).get(txn, key));
      return row == null ? Optional.empty() : Optional.of(unseal(table, key, row));
    }

    @Override
    public void scan(Table table, byte[] first, Visitor visitor) {
      KeyRange<byte[]> range = first.length == 0 ? KeyRange.all() : KeyRange.atLeast(first);
      reading(() -> {
        try (CursorIterable<byte[]> entries = dbi(table).iterate(txn, range)) {
          for (CursorIterable.KeyVal<byte[]> entry : entries) {
            if (!visitor.visit(entry.key(), unseal(table, entry.key(), entry.val()))) {
              return false;
            }
          }
        }
        return true;
      });
    }
  }

  /// LMDB lets one thread at a time use a transaction, hence the monitor.
  private final class Held extends Reading implements Snapshot {
    private boolean closed;

    Held(Txn<byte[]> txn) {
      super(txn);
    }

    @Override
    public synchronized Optional<byte[]> get(Table table, byte[] key) {
      requireUnclosed();
      return super.get(table, key);
    }

    @Override
    public synchronized void scan(Table table, byte[] first, Visitor visitor) {
      requireUnclosed();
      super.scan(table, first, visitor);
    }

    private void requireUnclosed() {
      if (closed) {
        throw new IllegalStateException("the snapshot is closed");
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        reading(() -> {
          txn.close();
          return true;
        });
      }
    }
  }

  private final class Transaction extends Reading implements Change {
    private final @Nullable CommitLog told = log.get();
    private final List<CommitLog.Row> rows = new ArrayList<>();

    Transaction(Txn<byte[]> txn) {
      super(txn);
    }

    void commit() {
      if (told == null || rows.isEmpty()) {
        txn.commit();
        return;
      }
      told.write(this, List.copyOf(rows));
      boolean committed = false;
      try {
        txn.commit();
        committed = true;
      } finally {
        if (!committed) {
          told.takeBack();
        }
      }
    }

    private void tell(Table table, byte[] key, Optional<byte[]> value) {
      if (told != null && told.keeps(table, key)) {
        rows.add(new CommitLog.Row(table, key, value));
      }
    }

    /// Others may use the table once this transaction is committed.
    Dbi<byte[]> open(byte[] name) {
      return env.openDbi(txn, name, null, false, DbiFlags.MDB_CREATE);
    }

    /// Names a table in the registry, for which its row alone counts.
    void list(Dbi<byte[]> registry, byte[] name) {
      if (registry.get(txn, name) == null) {
        byte[] row = {FileCheck.SUMMED};
        registry.put(txn, name, RowSum.seal(RowSum.name(REGISTRY.name()), name, row));
      }
    }

    /// The tables that the file has.
    List<byte[]> names() {
      List<byte[]> names = new ArrayList<>();
      try (CursorIterable<byte[]> entries =
          env.openDbi(txn, null, null, false).iterate(txn, KeyRange.all())) {
        entries.forEach(entry -> names.add(entry.key()));
      }
      return names;
    }

    /// Puts its sum behind each value of a table that has none.
    void seal(byte[] name) {
      Dbi<byte[]> dbi = env.openDbi(txn, name, null, false);
      KeyRange<byte[]> range = KeyRange.all();
      List<byte[]> keys = new ArrayList<>();
      do {
        keys.clear();
        try (CursorIterable<byte[]> entries = dbi.iterate(txn, range)) {
          for (CursorIterable.KeyVal<byte[]> entry : entries) {
            keys.add(entry.key());
            if (keys.size() == SEALED_AT_ONCE) {
              break;
            }
          }
        }
        for (byte[] key : keys) {
          dbi.put(txn, key, RowSum.seal(name, key, dbi.get(txn, key)));
        }
        if (!keys.isEmpty()) {
          range = KeyRange.greaterThan(keys.getLast());
        }
      } while (keys.size() == SEALED_AT_ONCE);
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
      table.require(key.length);
      dbi(table).put(txn, key, RowSum.seal(RowSum.name(table.name()), key, value));
      tell(table, key, Optional.of(value));
    }

    @Override
    public boolean delete(Table table, byte[] key) {
      boolean deleted = dbi(table).delete(txn, key);
      if (deleted) {
        tell(table, key, Optional.empty());
      }
      return deleted;
    }
  }

  private static final class Job<R> {
    private final Function<Change, R> change;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable R result;
    private @Nullable Throwable failure;

    Job(Function<Change, R> change) {
      this.change = change;
    }

    void run(Change transaction) {
      result = change.apply(transaction);
    }

    void finish() {
      done.countDown();
    }

    /// Not what has ended already, whose change is durable.
    void fail(Throwable cause) {
      if (done.getCount() == 0) {
        return;
      }
      failure = cause;
      done.countDown();
    }

    @SuppressWarnings(
        "NullAway") // A change that is typed to answer answers; Void ones answer nothing.
    R await() {
      boolean interrupted = false;
      while (true) {
        try {
          done.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      return result;
    }
  }
}
