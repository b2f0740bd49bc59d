package network.cairn.lmdb;

import java.util.List;
import java.util.Optional;

/// A second place for rows of [Tables]: is told of the changes to them before they are committed.
///
/// Called by one thread at a time, on the thread of the transaction.
public interface CommitLog {
  /// Whether it is told of changes to this row.
  boolean keeps(Table table, byte[] key);

  /// Keeps what a transaction is about to change. A transaction that it fails is not committed, and
  /// those who wanted it are told what this throws. Reads of the tables still answer what was there
  /// before.
  ///
  /// @param change takes rows that shall be committed with the others; this log is not told of them
  /// @param rows in the order of the changes, later ones of a row after earlier ones; at least one
  void write(Tables.Change change, List<Row> rows);

  /// The transaction that was written last was not committed, so that none of it is true.
  void takeBack();

  /// A row that was put or deleted.
  ///
  /// @param value empty if it was deleted
  record Row(Table table, byte[] key, Optional<byte[]> value) {}
}
