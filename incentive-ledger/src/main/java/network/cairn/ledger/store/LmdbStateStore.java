package network.cairn.ledger.store;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import network.cairn.ledger.rules.Owned;
import network.cairn.lmdb.DamagedTables;
import network.cairn.lmdb.LmdbTables;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.proto.ledgerapi.LedgerHead;

/// The state in LMDB: the tables `meta`, `kv`, `jmt`, `redo`, `owner`, `event`, `tx` and
/// `tx-height`, by which the last two are shortened as the [Retention] says: a bounded piece with
/// each block. Thread-safe.
public final class LmdbStateStore implements StateStore {
  private static final String WAY_OUT =
      "move its folder aside and start the ledger: the state is then made again from the blocks";

  private static final byte[] HEAD = "head".getBytes(StandardCharsets.US_ASCII);

  /// The height that the rows of `owner` are of.
  private static final byte[] OWNERS = "owners".getBytes(StandardCharsets.US_ASCII);

  /// Stands in `meta` while the state is not whole.
  private static final byte[] FILLING = "filling".getBytes(StandardCharsets.US_ASCII);

  /// Rows of a table that one commit removes at most, beside as many as it adds.
  private static final int MAX_REMOVED = 1_000;

  /// Rows that one transaction removes where all go.
  private static final int MAX_CLEARED = 10_000;

  private static final Table META = new Table("meta", 16);
  static final Table KV = new Table("kv", 255);
  static final Table JMT = new Table("jmt", Table.MAX_KEY);
  static final Table EVENT = new Table("event", 12);
  static final Table TX = new Table("tx", Table.MAX_KEY);
  private static final Table TX_HEIGHT = new Table("tx-height", 12);
  private static final List<Table> ALL =
      List.of(META, KV, JMT, TreeRedo.TABLE, OwnerRows.TABLE, EVENT, TX, TX_HEIGHT);

  private final Retention retention;
  private final Tables tables;

  /// What was given of the newest height; each has tables of its own until the next commit.
  private final Set<HeldState> held = new HashSet<>();

  /// All that was given and is not closed.
  private int holders;

  private Version newest;

  /// A commit is durable, but its tree not in place: the next opening ends that.
  private boolean unfinished;

  LmdbStateStore(Tables tables, Retention retention, Consumer<String> told) {
    this.tables = tables;
    this.retention = retention;
    ALL.forEach(tables::register);
    try {
      if (tables.get(META, FILLING).isPresent()) {
        clear();
      }
      TreeRedo.finish(
          tables,
          tables.read(TreeRedo::read),
          (rows, nodes) -> apply(rows, JMT, nodes),
          Tables.Snapshot::close);
      requireOwners(told);
    } catch (RuntimeException e) {
      tables.close();
      throw e;
    }
    this.newest = read();
  }

  /// A home of before these rows, or one that a program without them went on with, gets them now.
  private void requireOwners(Consumer<String> told) {
    byte[] height = tables.read(LmdbStateStore::height);
    if (tables
        .read(rows -> rows.get(META, OWNERS))
        .filter(h -> Arrays.equals(h, height))
        .isEmpty()) {
      OwnerRows.make(tables, told);
      tables.write(rows -> {
        rows.put(META, OWNERS, height);
        return true;
      });
    }
  }

  private static byte[] height(Tables.Reader rows) {
    return height(head(rows).map(LedgerHead::getHeight).orElse(-1L));
  }

  private static byte[] height(long height) {
    return ByteBuffer.allocate(Long.BYTES).putLong(height).array();
  }

  /// Opens or creates the store in a folder; one process at a time may. Keeps everything.
  public static LmdbStateStore open(Path folder) {
    return open(folder, Retention.all());
  }

  /// As [#open(Path)]; what the retention lets go is removed block by block.
  ///
  /// @throws DamagedState if the tables are not as they were written; nothing was changed
  public static LmdbStateStore open(Path folder, Retention retention) {
    return open(folder, retention, _ -> {});
  }

  /// As the other.
  ///
  /// @param told what takes a while at this opening, and how far it is
  /// @throws DamagedState if the tables are not as they were written; nothing was changed
  public static LmdbStateStore open(Path folder, Retention retention, Consumer<String> told) {
    try {
      return new LmdbStateStore(LmdbTables.open(folder, WAY_OUT), retention, told);
    } catch (DamagedTables e) {
      throw new DamagedState(e);
    } catch (IOException e) {
      throw new StoreFailure("cannot open " + folder + ": " + e.getMessage(), e);
    }
  }

  /// As [#open(Path)], for a state that can be made again: it outlives the process, but not the
  /// machine's power, and is the faster for it.
  ///
  /// @throws DamagedState if the tables are not as they were written; nothing was changed
  public static LmdbStateStore openScratch(Path folder) {
    try {
      return new LmdbStateStore(LmdbTables.openScratch(folder, WAY_OUT), Retention.all(), _ -> {});
    } catch (DamagedTables e) {
      throw new DamagedState(e);
    } catch (IOException e) {
      throw new StoreFailure("cannot open " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void commit(Change change) {
    requireFinished();
    boolean watched = holders > 0;
    Optional<Undo> undo =
        tables.write(rows -> {
          Optional<Undo> before = watched ? Optional.of(before(rows, change)) : Optional.empty();
          write(rows, change, before);
          return before;
        });
    Version next = show(undo);
    if (TreeRedo.isLarge(change.nodes())) {
      // Who holds an older height has what was before each of these nodes from its undo, and nobody
      // holds this one yet.
      unfinished = true;
      TreeRedo.finish(
          tables,
          change.nodes(),
          (rows, nodes) -> apply(rows, JMT, nodes),
          rows -> next.renew(new Pinned(rows)));
      unfinished = false;
    }
  }

  private Version show(Optional<Undo> undo) {
    Version next = read();
    newest.follow(undo, next);
    newest = next;
    held.forEach(HeldState::letGo);
    held.clear();
    return next;
  }

  private void requireFinished() {
    if (unfinished) {
      throw new StoreFailure("the ledger's disk failed before; restart the ledger");
    }
  }

  @Override
  public synchronized Filling fill() {
    tables.write(rows -> {
      rows.put(META, FILLING, new byte[] {1});
      return rows.delete(META, HEAD);
    });
    clear();
    show(Optional.empty());
    return new Pieces();
  }

  /// Removes all rows, so many at a time, the mark of a state that is not whole last.
  private void clear() {
    for (Table table : List.of(KV, JMT, TreeRedo.TABLE, OwnerRows.TABLE, EVENT, TX, TX_HEIGHT)) {
      while (tables.write(rows -> removeSome(rows, table))) {
        // There are more.
      }
    }
    tables.write(rows -> rows.delete(META, FILLING));
  }

  private static boolean removeSome(Tables.Change rows, Table table) {
    List<byte[]> keys = new ArrayList<>();
    rows.scan(
        table,
        new byte[0],
        (key, _) -> {
          keys.add(key);
          return keys.size() < MAX_CLEARED;
        });
    keys.forEach(key -> rows.delete(table, key));
    return !keys.isEmpty();
  }

  private final class Pieces implements Filling {
    @Override
    public void add(
        SortedMap<byte[], Optional<byte[]>> writes, SortedMap<byte[], Optional<byte[]>> nodes) {
      follow(rows -> {
        rows.put(META, FILLING, new byte[] {1});
        own(rows, writes, Optional.empty());
        apply(rows, KV, writes.entrySet());
        apply(rows, JMT, nodes.entrySet());
      });
    }

    @Override
    public void finish(LedgerHead head) {
      follow(rows -> {
        rows.put(META, HEAD, head.toByteArray());
        rows.put(META, OWNERS, height(head.getHeight()));
        rows.delete(META, FILLING);
      });
    }

    private void follow(Consumer<Tables.Change> change) {
      synchronized (LmdbStateStore.this) {
        tables.write(rows -> {
          change.accept(rows);
          return true;
        });
        show(Optional.empty());
      }
    }
  }

  private static Undo before(Tables.Reader rows, Change change) {
    Undo undo = Undo.of(List.of(KV, JMT, TX));
    undo.remember(rows, KV, change.writes().keySet());
    undo.remember(rows, JMT, change.nodes().keySet(), change.replaced());
    undo.remember(rows, TX, change.txs().keySet());
    return undo;
  }

  private static void own(
      Tables.Change rows, SortedMap<byte[], Optional<byte[]>> writes, Optional<Undo> before) {
    writes.forEach((key, value) -> {
      Optional<Owned.Kind> kind = Owned.kind(key);
      if (kind.isPresent()) {
        Optional<byte[]> was =
            before.flatMap(undo -> undo.before(KV, key)).orElseGet(() -> rows.get(KV, key));
        OwnerRows.change(rows, kind.get(), key, was, value);
      }
    });
  }

  private void write(Tables.Change rows, Change change, Optional<Undo> before) {
    own(rows, change.writes(), before);
    apply(rows, KV, change.writes().entrySet());
    if (TreeRedo.isLarge(change.nodes())) {
      TreeRedo.write(rows, change.nodes());
    } else {
      apply(rows, JMT, change.nodes().entrySet());
    }
    int index = 0;
    for (byte[] bytes : change.events()) {
      rows.put(EVENT, eventKey(change.head().getHeight(), index++), bytes);
    }
    change
        .txs()
        .forEach((id, record) -> {
          rows.put(TX, id, record.toByteArray());
          rows.put(TX_HEIGHT, eventKey(record.getHeight(), record.getIndex()), id);
        });
    shorten(rows, change);
    rows.put(META, HEAD, change.head().toByteArray());
    rows.put(META, OWNERS, height(change.head().getHeight()));
  }

  private void shorten(Tables.Change rows, Change change) {
    long last = retention.goneUpTo(change.head().getHeight());
    if (last < 0) {
      return;
    }
    for (Row row : rowsUpTo(rows, EVENT, last, MAX_REMOVED + change.events().size())) {
      rows.delete(EVENT, row.key);
    }
    for (Row row : rowsUpTo(rows, TX_HEIGHT, last, MAX_REMOVED + change.txs().size())) {
      byte[] id = row.value;
      // A repeat may have put a newer record in its place.
      if (rows.get(TX, id)
          .filter(record -> HeldState.record(record).getHeight() <= last)
          .isPresent()) {
        rows.delete(TX, id);
      }
      rows.delete(TX_HEIGHT, row.key);
    }
  }

  private record Row(byte[] key, byte[] value) {}

  private static List<Row> rowsUpTo(Tables.Reader rows, Table table, long height, int most) {
    List<Row> found = new ArrayList<>();
    rows.scan(
        table,
        new byte[0],
        (key, value) -> {
          if (ByteBuffer.wrap(key).getLong() > height) {
            return false;
          }
          found.add(new Row(key, value));
          return found.size() < most;
        });
    return found;
  }

  private static void apply(
      Tables.Change rows, Table table, Collection<Map.Entry<byte[], Optional<byte[]>>> changes) {
    for (Map.Entry<byte[], Optional<byte[]>> change : changes) {
      Optional<byte[]> value = change.getValue();
      if (value.isPresent()) {
        rows.put(table, change.getKey(), value.get());
      } else {
        rows.delete(table, change.getKey());
      }
    }
  }

  static byte[] eventKey(long height, int index) {
    return ByteBuffer.allocate(12).putLong(height).putInt(index).array();
  }

  private static Optional<LedgerHead> head(Tables.Reader rows) {
    return rows.get(META, HEAD)
        .map(bytes -> {
          try {
            return LedgerHead.parseFrom(bytes);
          } catch (InvalidProtocolBufferException e) {
            throw new StoreFailure("the state's head does not decode", e);
          }
        });
  }

  private Version read() {
    Tables.Snapshot rows = tables.snapshot();
    return new Version(head(rows), new Pinned(rows));
  }

  /// Waits for a commit under way.
  @Override
  public synchronized Snapshot snapshot() {
    requireFinished();
    HeldState made = new HeldState(newest, new Pinned(tables.snapshot()), this::closed);
    held.add(made);
    holders++;
    return made;
  }

  private synchronized void closed(HeldState one) {
    holders--;
    if (held.remove(one)) {
      one.letGo();
    }
  }

  @Override
  public synchronized void close() {
    held.forEach(HeldState::letGo);
    held.clear();
    newest.close();
    tables.close();
  }
}
