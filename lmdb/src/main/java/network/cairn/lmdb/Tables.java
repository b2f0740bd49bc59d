package network.cairn.lmdb;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/// A small ordered key-value store with atomic, durable commits: the index of blocks, the pins, the
/// daemon's state, the ledger's.
///
/// Keys are ordered as unsigned bytes. Thread-safe; writes of all threads are merged into few
/// transactions.
public interface Tables extends AutoCloseable {
  /// Opens a table, which is created if it is new; at once if it is open. Owners do so before they
  /// read or write it.
  ///
  /// @throws IllegalStateException if the name is open with another bound
  void register(Table table);

  /// Tells a log of all changes from now on; there is one at most.
  ///
  /// @throws IllegalStateException if there is one
  void log(CommitLog log);

  /// Runs a query on one snapshot. It must be short and must not write: an open snapshot keeps old
  /// pages alive.
  <R> R read(Function<Reader, R> query);

  /// Runs a change on the latest state; all of it is durable when this returns, or none if it
  /// throws. The change runs on another thread, may be run again from the start, and must not wait
  /// for anything.
  <R> R write(Function<Change, R> change);

  default Optional<byte[]> get(Table table, byte[] key) {
    return read(reader -> reader.get(table, key));
  }

  /// A snapshot for as long as the caller needs one.
  Snapshot snapshot();

  /// The first key after this one.
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /// Bytes on the disk.
  long sizeOnDisk();

  @Override
  void close();

  /// A snapshot.
  interface Reader {
    Optional<byte[]> get(Table table, byte[] key);

    /// Visits entries with keys from `first` on, in order, until the visitor answers false.
    void scan(Table table, byte[] first, Visitor visitor);
  }

  /// A snapshot that stays open until it is closed, and keeps old pages alive so long. Thread-safe.
  interface Snapshot extends Reader, AutoCloseable {
    @Override
    void close();
  }

  /// A transaction; reads see its own writes. Do not write to a table while scanning it.
  interface Change extends Reader {
    void put(Table table, byte[] key, byte[] value);

    boolean delete(Table table, byte[] key);
  }

  /// Takes entries of a scan.
  interface Visitor {
    /// @return whether to go on
    boolean visit(byte[] key, byte[] value);
  }
}
