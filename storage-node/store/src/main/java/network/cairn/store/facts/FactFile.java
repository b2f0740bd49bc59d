package network.cairn.store.facts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DeadTail;
import network.cairn.base.files.Disk;
import network.cairn.base.files.TornTail;
import network.cairn.lmdb.Tables;
import org.jspecify.annotations.Nullable;

/// The file of a log of facts, as it is written. For one thread at a time.
///
/// A file whose writing failed is not trusted any more: before the next record it is written anew.
final class FactFile {
  private static final String DRAFT = ".new";
  private static final String ASIDE = ".damaged-";
  private static final int PIECE = 256 << 10;

  private final Disk disk;
  private final String name;
  private Disk.@Nullable File file;
  private long end;
  private long before;
  private long most = FactLog.SLACK;
  private boolean torn;
  private boolean suspect;
  private long tried;

  FactFile(Disk disk, String name) {
    this.disk = disk;
    this.name = name;
  }

  /// Says where the records of the file that is there end.
  ///
  /// @param begun what all facts took when the file was begun, in bytes
  /// @param unfinished whether there is something behind, of which nobody was told
  void goOn(long at, long begun, boolean unfinished) {
    end = at;
    most = most(begun);
    torn = unfinished;
  }

  private static long most(long facts) {
    return 2 * facts + FactLog.SLACK;
  }

  void open() throws IOException {
    if (torn) {
      cutTorn();
    }
    file = disk.open(name);
    before = end;
  }

  /// Kept beside where there is room; of what is not there nothing was ever acknowledged.
  private void cutTorn() throws IOException {
    try {
      TornTail.moveAside(disk, name, end);
    } catch (IOException _) {
      try (Disk.File unfinished = disk.open(name)) {
        DeadTail.cut(unfinished, end);
      }
    }
    torn = false;
  }

  /// @return the name that the file has now
  String moveAside() throws IOException {
    List<String> taken = disk.list();
    int number = 1;
    while (taken.contains(name + ASIDE + number)) {
      number++;
    }
    disk.rename(name, name + ASIDE + number);
    disk.forceDirectory();
    return name + ASIDE + number;
  }

  /// Whether the file is to be written anew before the next record, because of a failure or because
  /// it has grown too long.
  boolean isToBeWrittenAnew() {
    return suspect || end > most;
  }

  /// Whether a failure may have left something in the file that is not true.
  boolean isSuspect() {
    return suspect;
  }

  /// Lets the file grow further, because there is no room for a new one.
  void growOn() {
    most = end + FactLog.SLACK;
  }

  /// Writes all facts that the tables have, in place of whatever the file has; durable on return.
  void writeAnew(Tables tables, List<FactTable> kept, long sequence) throws IOException {
    String draft = name + DRAFT;
    disk.delete(draft);
    long size;
    tried = 0;
    try (Disk.File next = disk.create(draft)) {
      Snapshot snapshot = new Snapshot(next, kept, sequence);
      try {
        size = snapshot.write(tables);
      } finally {
        tried = snapshot.seen;
      }
      next.force();
    } catch (IOException e) {
      disk.delete(draft);
      throw e;
    }
    suspect = true;
    close();
    disk.rename(draft, name);
    file = disk.open(name);
    end = size;
    before = size;
    most = most(size);
    disk.forceDirectory();
    suspect = false;
  }

  /// What the last writing of all facts had gone through when it ended or failed, in bytes.
  long tried() {
    return tried;
  }

  /// Durable on return; after a failure the record is not there.
  void append(byte[] record) throws IOException {
    Disk.File open = opened();
    before = end;
    try {
      open.write(ByteBuffer.wrap(record), end);
      open.force();
    } catch (IOException e) {
      takeBack();
      suspect = true;
      throw e;
    }
    end += record.length;
  }

  /// Takes the last record off.
  void takeBack() {
    end = before;
    try {
      DeadTail.cut(opened(), end);
    } catch (IOException _) {
      suspect = true; // It is written anew before the next record.
    }
  }

  private Disk.File opened() throws IOException {
    if (file == null) {
      throw new IOException("the log of facts is closed");
    }
    return file;
  }

  void close() {
    Disk.File open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing the log of facts: " + e.getMessage(), e);
      }
    }
  }

  /// All facts of one moment, on their way into a file.
  private static final class Snapshot {
    private final Disk.File file;
    private final List<FactTable> kept;
    private final long sequence;
    private final List<FactRecord.Row> rows = new ArrayList<>();
    private long bytes;
    private long seen;
    private long at = FactScan.HEADER;
    private long records;
    private @Nullable IOException failure;

    Snapshot(Disk.File file, List<FactTable> kept, long sequence) {
      this.file = file;
      this.kept = kept;
      this.sequence = sequence;
    }

    /// @return length of the file
    long write(Tables tables) throws IOException {
      tables.read(reader -> {
        kept.forEach(fact ->
            reader.scan(fact.table(), fact.prefix(), (key, value) -> take(fact, key, value)));
        return true;
      });
      flush();
      if (failure != null) {
        throw failure;
      }
      file.write(ByteBuffer.wrap(FactScan.header(sequence, records)), 0);
      return at;
    }

    private boolean take(FactTable fact, byte[] key, byte[] value) {
      if (!fact.startsWith(key)) {
        return false;
      }
      FactRecord.Row row = new FactRecord.Row(fact.table().name(), key, Optional.of(value));
      rows.add(row);
      bytes += row.size();
      seen += row.size();
      if (bytes >= PIECE) {
        flush();
      }
      return failure == null;
    }

    private void flush() {
      if (rows.isEmpty() || failure != null) {
        return;
      }
      byte[] record = new FactRecord(sequence, rows).encode();
      rows.clear();
      bytes = 0;
      try {
        file.write(ByteBuffer.wrap(record), at);
        at += record.length;
        records++;
      } catch (IOException e) {
        failure = e;
      }
    }
  }
}
