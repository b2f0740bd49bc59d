package network.cairn.lmdb;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;

/// Tables in memory whose commits are atomic and durable, as LMDB's are trusted to be; a power cut
/// falls before or after one.
public final class MemoryTables implements Tables {
  private final Power power;
  private Map<Table, NavigableMap<byte[], byte[]>> committed = new HashMap<>();

  public MemoryTables(Power power) {
    this.power = power;
  }

  @Override
  public synchronized void register(Table table) {
    committed.computeIfAbsent(table, _ -> new TreeMap<>(Arrays::compareUnsigned));
  }

  /// What a machine finds after the cut.
  public synchronized MemoryTables survivor(Power next) {
    MemoryTables tables = new MemoryTables(next);
    tables.committed = copy();
    return tables;
  }

  private Map<Table, NavigableMap<byte[], byte[]>> copy() {
    Map<Table, NavigableMap<byte[], byte[]>> copy = new HashMap<>();
    committed.forEach((table, entries) -> copy.put(table, new TreeMap<>(entries)));
    return copy;
  }

  @Override
  public <R> R read(Function<Reader, R> query) {
    View view;
    synchronized (this) {
      view = new View(committed);
    }
    return query.apply(view);
  }

  @Override
  public synchronized <R> R write(Function<Change, R> change) {
    boolean late = power.random().nextBoolean();
    if (!late) {
      power.spend();
    }
    View view = new View(copy());
    R result = change.apply(view);
    if (power.isOff()) {
      throw new PowerCut();
    }
    committed = view.tables;
    if (late) {
      power.spend();
    }
    return result;
  }

  @Override
  public synchronized Snapshot snapshot() {
    return new View(committed);
  }

  @Override
  public long sizeOnDisk() {
    return 0;
  }

  @Override
  public void close() {}

  private record View(Map<Table, NavigableMap<byte[], byte[]>> tables) implements Change, Snapshot {
    private NavigableMap<byte[], byte[]> table(Table table) {
      return Objects.requireNonNull(tables.get(table), () -> "nobody registered " + table);
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
      return Optional.ofNullable(table(table).get(key));
    }

    @Override
    public void scan(Table table, byte[] first, Visitor visitor) {
      for (Map.Entry<byte[], byte[]> entry : table(table).tailMap(first, true).entrySet()) {
        if (!visitor.visit(entry.getKey(), entry.getValue())) {
          return;
        }
      }
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
      table.require(key.length);
      table(table).put(key, value);
    }

    @Override
    public void close() {}

    @Override
    public boolean delete(Table table, byte[] key) {
      return table(table).remove(key) != null;
    }
  }
}
