package network.cairn.ledger.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;

/// What the rows that a commit changed were before it; empty where there was none. Immutable once
/// made; thread-safe.
final class Undo {
  /// What a row takes in memory beside its bytes: arrays, optional.
  private static final int ROW = 80;

  /// No row of these tables is empty.
  private static final byte[] NONE = {};

  private final Map<Table, Rows> tables;

  /// Rows of one table by rising key.
  private static final class Rows {
    private byte[][] keys = new byte[0][];
    private byte[][] values = new byte[0][];
    private long bytes;

    /// Where a key is, or would be, as [Arrays#binarySearch] says.
    int find(byte[] key) {
      return Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
    }

    int from(byte[] key) {
      int at = find(key);
      return at < 0 ? -1 - at : at;
    }

    Optional<byte[]> value(int at) {
      return values[at].length == 0 ? Optional.empty() : Optional.of(values[at]);
    }
  }

  private Undo(List<Table> tables) {
    this.tables =
        tables.stream().collect(Collectors.toUnmodifiableMap(table -> table, _ -> new Rows()));
  }

  /// Collects from a transaction that has not changed anything yet.
  ///
  /// @param tables that it will change
  static Undo of(List<Table> tables) {
    return new Undo(tables);
  }

  /// @param keys without repeats
  void remember(Tables.Reader before, Table table, Collection<byte[]> keys) {
    remember(before, table, keys, new IdentityHashMap<>());
  }

  /// As the other, without reading again what is known.
  ///
  /// @param known rows by the very arrays of `keys`, empty for those that are not there
  void remember(
      Tables.Reader before,
      Table table,
      Collection<byte[]> keys,
      IdentityHashMap<byte[], Optional<byte[]>> known) {
    Rows into = of(table);
    into.keys = keys.toArray(byte[][]::new);
    Arrays.sort(into.keys, Arrays::compareUnsigned);
    into.values = new byte[into.keys.length][];
    for (int i = 0; i < into.keys.length; i++) {
      byte[] key = into.keys[i];
      Optional<byte[]> value = known.get(key);
      into.values[i] = (value == null ? before.get(table, key) : value).orElse(NONE);
      into.bytes += ROW + into.keys[i].length + into.values[i].length;
    }
  }

  private Rows of(Table table) {
    Rows of = tables.get(table);
    if (of == null) {
      throw new IllegalStateException("no commit changes " + table);
    }
    return of;
  }

  /// What a row was, if the commit changed it.
  Optional<Optional<byte[]>> before(Table table, byte[] key) {
    Rows of = of(table);
    int at = of.find(key);
    return at < 0 ? Optional.empty() : Optional.of(of.value(at));
  }

  /// Gives what the rows of a range were that the commit changed.
  void before(Table table, byte[] from, byte[] to, BiConsumer<byte[], Optional<byte[]>> visitor) {
    Rows of = of(table);
    int end = of.from(to);
    for (int at = of.from(from); at < end; at++) {
      visitor.accept(of.keys[at], of.value(at));
    }
  }

  /// What it takes in memory, about.
  long bytes() {
    return tables.values().stream().mapToLong(rows -> rows.bytes).sum();
  }
}
