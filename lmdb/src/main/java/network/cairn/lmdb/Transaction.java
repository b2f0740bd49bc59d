package network.cairn.lmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.KeyRange;
import org.lmdbjava.Txn;

/// What the one thread that writes does at once.
final class Transaction extends Reading implements Tables.Change {
  private static final int SEALED_AT_ONCE = 1000;

  private final @Nullable CommitLog told;
  private final List<CommitLog.Row> rows = new ArrayList<>();

  /// @param told hears of the rows before they count, if there is one
  Transaction(Mapped mapped, Txn<byte[]> txn, @Nullable CommitLog told) {
    super(mapped, txn);
    this.told = told;
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
    return mapped.table(txn, name, DbiFlags.MDB_CREATE);
  }

  /// Names a table in the registry, for which its row alone counts.
  void list(Dbi<byte[]> registry, byte[] name) {
    if (registry.get(txn, name) == null) {
      byte[] row = {FileCheck.SUMMED};
      registry.put(txn, name, RowSum.seal(RowSum.name(FileCheck.REGISTRY), name, row));
    }
  }

  /// The tables that the file has.
  List<byte[]> names() {
    List<byte[]> names = new ArrayList<>();
    try (CursorIterable<byte[]> entries = mapped.table(txn, null).iterate(txn, KeyRange.all())) {
      entries.forEach(entry -> names.add(entry.key()));
    }
    return names;
  }

  /// Puts its sum behind each value of a table that has none.
  void seal(byte[] name) {
    Dbi<byte[]> dbi = mapped.table(txn, name);
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
    mapped.dbi(table).put(txn, key, RowSum.seal(RowSum.name(table.name()), key, value));
    tell(table, key, Optional.of(value));
  }

  @Override
  public boolean delete(Table table, byte[] key) {
    boolean deleted = mapped.dbi(table).delete(txn, key);
    if (deleted) {
      tell(table, key, Optional.empty());
    }
    return deleted;
  }
}
