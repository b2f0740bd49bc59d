package network.cairn.store.facts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.base.files.Disk;
import network.cairn.lmdb.CommitLog;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// The log of all changes to facts, in one append-only file `log`.
///
/// A transaction is durable here before it is committed in the index, under the number that the
/// index keeps with it; so the log is at most one transaction ahead, which nobody was told of. On
/// opening, an index that is older than the log, or new, is brought to where the log is; a log that
/// is older than the index, or damaged, is written anew from it, and the old one kept beside. When
/// the log has grown to twice what all facts take, it is written anew, so it never has more than
/// that and [#SLACK].
public final class FactLog implements CommitLog, AutoCloseable {
  /// What a log may have beside twice its facts, in bytes.
  static final long SLACK = 1 << 20;

  /// While there is no room for a log, so many bytes of all facts are gone through for each change.
  private static final long TRIED_A_CHANGE = 4 << 10;

  private static final Table TABLE = new Table("FACTS", 16);
  private static final byte[] SEQUENCE = {'s'};
  private static final String NAME = "log";
  private static final int AT_ONCE = 1000;
  private static final System.Logger LOG = System.getLogger(FactLog.class.getName());

  private final Disk disk;
  private final Tables tables;
  private final List<FactTable> kept;
  private final FactFile facts;
  private final List<String> problems = new ArrayList<>();
  private boolean whole = true;
  private long restored;

  /// What the last transaction of log and index has for its number.
  private long sequence;

  /// Whether the log that was found is undamaged, but the index knows more.
  private boolean older;

  /// Whether there is no log that can be gone on with.
  private boolean unusable;

  /// Changes that are made before a log is tried again.
  private long untried;

  private FactLog(Disk disk, Tables tables, List<FactTable> kept) {
    this.disk = disk;
    this.tables = tables;
    this.kept = List.copyOf(kept);
    this.facts = new FactFile(disk, NAME);
  }

  /// Opens the log of a directory and brings the index to where it is.
  ///
  /// @param lost whether the index was lost and is new
  public static FactLog open(Disk disk, Tables tables, List<FactTable> kept, boolean lost)
      throws IOException {
    tables.register(TABLE);
    kept.forEach(fact -> tables.register(fact.table()));
    FactLog log = new FactLog(disk, tables, kept);
    log.recover(lost);
    return log;
  }

  private void recover(boolean lost) throws IOException {
    Optional<Long> known = tables.get(TABLE, SEQUENCE).map(row -> ByteBuffer.wrap(row).getLong());
    sequence = known.orElse(0L);
    if (!disk.list().contains(NAME)) {
      whole = !lost;
      unusable = true;
      return;
    }
    FactScan scan = scan(_ -> {});
    boolean sound = scan.state() == FactScan.State.WHOLE;
    boolean leads =
        scan.state() != FactScan.State.DAMAGED && known.map(s -> scan.last() >= s).orElse(true);
    whole = sound || !lost;
    if (leads) {
      catchUp(known, scan.base(), scan.last());
      facts.goOn(scan.end(), scan.begun(), scan.state() == FactScan.State.TORN);
    } else if (known.isEmpty() && (lost || isEmpty())) {
      catchUp(Optional.empty(), scan.base(), scan.last());
      unusable = true;
    } else {
      unusable = true;
    }
    older = sound;
  }

  private FactScan scan(Consumer<FactRecord> records) throws IOException {
    try (Disk.File file = disk.openReadOnly(NAME)) {
      return FactScan.read(file, records);
    }
  }

  private boolean isEmpty() {
    return kept.stream().allMatch(fact -> keys(fact, 1).isEmpty());
  }

  /// Brings the index to a number of the log. Can be done again from the start at any point: the
  /// number is written last.
  private void catchUp(Optional<Long> known, long base, long last) throws IOException {
    if (known.filter(number -> number == last).isPresent()) {
      return;
    }
    boolean all = known.isEmpty() || known.get() < base;
    if (all) {
      kept.forEach(this::clear);
    }
    List<FactRecord.Row> batch = new ArrayList<>();
    scan(record -> {
      if (all || record.sequence() > known.orElse(0L)) {
        batch.addAll(record.rows());
        if (batch.size() >= AT_ONCE) {
          put(batch);
        }
      }
    });
    put(batch);
    sequence = last;
    writeSequence();
  }

  private void put(List<FactRecord.Row> batch) {
    List<FactRecord.Row> rows = List.copyOf(batch);
    batch.clear();
    restored += rows.size();
    tables.write(change -> {
      for (FactRecord.Row row : rows) {
        kept.stream()
            .filter(fact -> fact.table().name().equals(row.table()) && fact.startsWith(row.key()))
            .findFirst()
            .ifPresent(fact -> put(change, fact.table(), row));
      }
      return true;
    });
  }

  private static void put(Tables.Change change, Table table, FactRecord.Row row) {
    if (row.value().isPresent()) {
      change.put(table, row.key(), row.value().get());
    } else {
      change.delete(table, row.key());
    }
  }

  private void clear(FactTable fact) {
    List<byte[]> keys = keys(fact, AT_ONCE);
    while (!keys.isEmpty()) {
      List<byte[]> these = keys;
      tables.write(change -> {
        these.forEach(key -> change.delete(fact.table(), key));
        return true;
      });
      keys = keys(fact, AT_ONCE);
    }
  }

  private List<byte[]> keys(FactTable fact, int most) {
    return tables.read(reader -> {
      List<byte[]> keys = new ArrayList<>();
      reader.scan(
          fact.table(),
          fact.prefix(),
          (key, _) -> fact.startsWith(key) && keys.add(key) && keys.size() < most);
      return keys;
    });
  }

  private void writeSequence() {
    tables.write(change -> {
      putSequence(change, sequence);
      return true;
    });
  }

  private static void putSequence(Tables.Change change, long number) {
    change.put(TABLE, SEQUENCE, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /// Whether the index has all facts that were ever acknowledged; false after a loss that the log
  /// does not make good.
  public boolean isWhole() {
    return whole;
  }

  /// Rows that were brought back into the index, or taken out of it.
  public long restored() {
    return restored;
  }

  /// What was found wrong; for the log of the node.
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /// From now on every change to a fact is written here first. A log that cannot be gone on with is
  /// written anew before; what it was stays beside.
  public void begin() throws IOException {
    if (unusable && disk.list().contains(NAME)) {
      problems.add(
          "the log of facts "
              + (older ? "is older than the index" : "is damaged")
              + ": it is kept as facts/"
              + facts.moveAside()
              + ", and a new one is made from the index");
    }
    try {
      if (unusable) {
        sequence++;
        facts.writeAnew(tables, kept, sequence);
        writeSequence();
        unusable = false;
      } else {
        facts.open();
      }
    } catch (IOException e) {
      unusable = true;
      alone(e);
    }
    tables.log(this);
  }

  /// The index goes on alone for a while: writing all facts anew at each change would make a disk
  /// that is full a slow one too.
  private void alone(IOException e) {
    untried = facts.tried() / TRIED_A_CHANGE;
    told(e);
  }

  private void told(IOException e) {
    LOG.log(
        System.Logger.Level.WARNING,
        "the log of facts cannot be written, so that pins and agreements are in the index alone:"
            + " {0}",
        e.getMessage());
  }

  @Override
  public boolean keeps(Table table, byte[] key) {
    return kept.stream().anyMatch(fact -> fact.has(table, key));
  }

  /// Where there is no log, because the disk has no room for one, the change is made all the same.
  @Override
  public void write(Tables.Change change, List<Row> rows) {
    putSequence(change, sequence + 1);
    FactRecord record =
        new FactRecord(sequence + 1, rows.stream().map(FactRecord.Row::of).toList());
    if (unusable && untried > 0) {
      untried--;
      sequence++;
      return;
    }
    try {
      if (unusable) {
        facts.writeAnew(tables, kept, sequence);
        unusable = false;
      }
    } catch (IOException e) {
      requireNoLog(e);
      alone(e);
      sequence++;
      return;
    }
    try {
      if (facts.isToBeWrittenAnew()) {
        writeAnew();
      }
      facts.append(record.encode());
    } catch (IOException e) {
      throw new UncheckedIOException("writing the log of facts: " + e.getMessage(), e);
    }
    sequence++;
  }

  /// A log that stayed behind would pass for whole once the index is lost, so it is put aside
  /// before the index goes on alone.
  private void requireNoLog(IOException cause) {
    try {
      if (disk.list().contains(NAME)) {
        LOG.log(
            System.Logger.Level.WARNING, "the log of facts is facts/{0} now", facts.moveAside());
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
      throw new UncheckedIOException(
          "writing the log of facts: "
              + cause.getMessage()
              + "; putting it aside: "
              + e.getMessage(),
          cause);
    }
  }

  private void writeAnew() throws IOException {
    try {
      facts.writeAnew(tables, kept, sequence);
    } catch (IOException e) {
      if (facts.isSuspect()) {
        throw e;
      }
      facts.growOn();
    }
  }

  @Override
  public void takeBack() {
    sequence--;
    if (!unusable) {
      facts.takeBack();
    }
  }

  @Override
  public void close() {
    facts.close();
  }
}
