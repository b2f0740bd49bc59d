package network.cairn.ledger.store;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.lmdb.DamagedTables;
import network.cairn.lmdb.LmdbTables;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.proto.ledgerapi.LedgerHead;

/// The state in LMDB: the tables `meta`, `kv`, `jmt`, `event`, `tx` and `tx-height`, by which the
/// last two are shortened as the [Retention] says: a bounded piece with each block. Thread-safe.
public final class LmdbStateStore implements StateStore {
  private static final String WAY_OUT =
      "move its folder aside and start the ledger: the state is then made again from the blocks";

  private static final byte[] HEAD = "head".getBytes(StandardCharsets.US_ASCII);

  /// Rows of a table that one commit removes at most, beside as many as it adds.
  private static final int MAX_REMOVED = 1_000;

  private static final Table META = new Table("meta", 16);
  static final Table KV = new Table("kv", 255);
  static final Table JMT = new Table("jmt", Table.MAX_KEY);
  static final Table EVENT = new Table("event", 12);
  static final Table TX = new Table("tx", Table.MAX_KEY);
  private static final Table TX_HEIGHT = new Table("tx-height", 12);
  private static final List<Table> ALL = List.of(META, KV, JMT, EVENT, TX, TX_HEIGHT);

  private final Retention retention;
  private final Tables tables;

  /// What was given of the newest height; each has tables of its own until the next commit.
  private final Set<HeldState> held = new HashSet<>();

  /// All that was given and is not closed.
  private int holders;

  private Version newest;

  private LmdbStateStore(Tables tables, Retention retention) {
    this.tables = tables;
    this.retention = retention;
    ALL.forEach(tables::register);
    this.newest = read();
  }

  /// Opens or creates the store in a folder; one process at a time may. Keeps everything.
  public static LmdbStateStore open(Path folder) {
    return open(folder, Retention.all());
  }

  /// As [#open(Path)]; what the retention lets go is removed block by block.
  ///
  /// @throws DamagedState if the tables are not as they were written; nothing was changed
  public static LmdbStateStore open(Path folder, Retention retention) {
    try {
      return new LmdbStateStore(LmdbTables.open(folder, WAY_OUT), retention);
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
      return new LmdbStateStore(LmdbTables.openScratch(folder, WAY_OUT), Retention.all());
    } catch (DamagedTables e) {
      throw new DamagedState(e);
    } catch (IOException e) {
      throw new StoreFailure("cannot open " + folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void commit(Change change) {
    boolean watched = holders > 0;
    Optional<Undo> undo =
        tables.write(rows -> {
          Optional<Undo> before = watched ? Optional.of(before(rows, change)) : Optional.empty();
          write(rows, change);
          return before;
        });
    Version next = read();
    newest.follow(undo, next);
    newest = next;
    held.forEach(HeldState::letGo);
    held.clear();
  }

  private static Undo before(Tables.Reader rows, Change change) {
    Undo undo = Undo.of(List.of(KV, JMT, TX));
    undo.remember(rows, KV, change.writes().keySet());
    undo.remember(rows, JMT, change.nodes().keySet());
    undo.remember(rows, TX, change.txs().keySet());
    return undo;
  }

  private void write(Tables.Change rows, Change change) {
    apply(rows, KV, change.writes());
    apply(rows, JMT, change.nodes());
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
      Tables.Change rows, Table table, Map<byte[], Optional<byte[]>> changes) {
    changes.forEach((key, value) -> {
      if (value.isPresent()) {
        rows.put(table, key, value.get());
      } else {
        rows.delete(table, key);
      }
    });
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
