package network.cairn.ledger.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// What the rows that a commit changed were before it; empty where there was none. Immutable once
/// made; thread-safe.
final class Undo {
  /// What a row takes in memory beside its bytes: entry, arrays, optional.
  private static final int ROW = 128;

  private final Map<Table, NavigableMap<byte[], Optional<byte[]>>> rows;
  private long bytes;

  private Undo(List<Table> tables) {
    this.rows =
        tables.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    table -> table, _ -> new TreeMap<>(Arrays::compareUnsigned)));
  }

  /// Collects from a transaction that has not changed anything yet.
  ///
  /// @param tables that it will change
  static Undo of(List<Table> tables) {
    return new Undo(tables);
  }

  void remember(Tables.Reader before, Table table, Iterable<byte[]> keys) {
    NavigableMap<byte[], Optional<byte[]>> into = of(table);
    for (byte[] key : keys) {
      Optional<byte[]> value = before.get(table, key);
      into.put(key, value);
      bytes += ROW + key.length + value.map(v -> v.length).orElse(0);
    }
  }

  private NavigableMap<byte[], Optional<byte[]>> of(Table table) {
    NavigableMap<byte[], Optional<byte[]>> of = rows.get(table);
    if (of == null) {
      throw new IllegalStateException("no commit changes " + table);
    }
    return of;
  }

  /// What a row was, if the commit changed it.
  Optional<Optional<byte[]>> before(Table table, byte[] key) {
    return Optional.ofNullable(of(table).get(key));
  }

  /// What the rows of a range were that the commit changed.
  Map<byte[], Optional<byte[]>> before(Table table, byte[] from, byte[] to) {
    return of(table).subMap(from, to);
  }

  /// What it takes in memory, about.
  long bytes() {
    return bytes;
  }
}
