package network.cairn.store.blockstore;

import java.util.Optional;
import java.util.function.Function;

/// A small ordered key-value store with atomic, durable commits: the index of blocks, the pins, the
/// daemon's state.
///
/// Keys are 1 to 480 bytes, ordered as unsigned bytes. Thread-safe; writes of all threads are
/// merged into few transactions.
public interface Tables extends AutoCloseable {
  /// The longest key, in bytes.
  int MAX_KEY = 480;

  /// The separate key spaces.
  enum Table {
    BLOCKS,
    PACKS,
    ATTACHED,
    ATTACHED_BLOCKS,
    ATTACHED_SECTIONS,
    PINS,
    STATE
  }

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
