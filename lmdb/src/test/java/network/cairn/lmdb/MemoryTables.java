package network.cairn.lmdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import network.cairn.base.files.Power;
import network.cairn.base.files.PowerCut;
import org.jspecify.annotations.Nullable;

/// Tables in memory whose commits are atomic and durable, as LMDB's are trusted to be; a power cut
/// falls before or after one, or between its log and it.
public final class MemoryTables implements Tables {
  private final Power power;
  private Map<Table, NavigableMap<byte[], byte[]>> committed = new HashMap<>();

  private @Nullable CommitLog log;

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

  @Override
  public synchronized void log(CommitLog told) {
    if (log != null) {
      throw new IllegalStateException("the tables have a log");
    }
    log = told;
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
      view = View.of(committed);
    }
    return query.apply(view);
  }

  @Override
  public synchronized <R> R write(Function<Change, R> change) {
    boolean late = power.random().nextBoolean();
    CommitLog told = log;
    boolean early = !late && (told == null || power.random().nextBoolean());
    if (early) {
      power.spend();
    }
    View view = new View(copy(), told, new ArrayList<>());
    R result = change.apply(view);
    if (power.isOff()) {
      throw new PowerCut();
    }
    if (told != null && !view.rows.isEmpty()) {
      told.write(view, List.copyOf(view.rows));
    }
    if (!early && !late) {
      power.spend();
    }
    committed = view.tables;
    if (late) {
      power.spend();
    }
    return result;
  }

  /// A change whose commit fails, as on a full disk.
  public synchronized void failToCommit(Consumer<Change> change) {
    View view = new View(copy(), log, new ArrayList<>());
    change.accept(view);
    if (log != null && !view.rows.isEmpty()) {
      log.write(view, List.copyOf(view.rows));
      log.takeBack();
    }
  }

  @Override
  public synchronized Snapshot snapshot() {
    return View.of(committed);
  }

  @Override
  public long sizeOnDisk() {
    return 0;
  }

  @Override
  public void close() {}

  private record View(
      Map<Table, NavigableMap<byte[], byte[]>> tables,
      @Nullable CommitLog log,
      List<CommitLog.Row> rows)
      implements Change, Snapshot {
    static View of(Map<Table, NavigableMap<byte[], byte[]>> tables) {
      return new View(tables, null, List.of());
    }

    private void tell(Table table, byte[] key, Optional<byte[]> value) {
      if (log != null && log.keeps(table, key)) {
        rows.add(new CommitLog.Row(table, key, value));
      }
    }

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
      tell(table, key, Optional.of(value));
    }

    @Override
    public void close() {}

    @Override
    public boolean delete(Table table, byte[] key) {
      boolean deleted = table(table).remove(key) != null;
      if (deleted) {
        tell(table, key, Optional.empty());
      }
      return deleted;
    }
  }
}
