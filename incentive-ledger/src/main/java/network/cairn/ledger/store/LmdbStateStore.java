package network.cairn.ledger.store;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.lmdb.DamagedTables;
import network.cairn.lmdb.LmdbTables;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;

/// The state in LMDB: the tables `meta`, `kv`, `jmt`, `event`, `tx` and `tx-height`, by which the
/// last two are shortened as the [Retention] says: a bounded piece with each block. Thread-safe.
public final class LmdbStateStore implements StateStore {
  private static final String WAY_OUT =
      "move its folder aside and start the ledger: the state is then made again from the blocks";

  private static final byte[] HEAD = "head".getBytes(StandardCharsets.US_ASCII);

  /// Rows of a table that one commit removes at most, beside as many as it adds.
  private static final int MAX_REMOVED = 1_000;

  private static final Table META = new Table("meta", 16);
  private static final Table KV = new Table("kv", 255);
  private static final Table JMT = new Table("jmt", Table.MAX_KEY);
  private static final Table EVENT = new Table("event", 12);
  private static final Table TX = new Table("tx", Table.MAX_KEY);
  private static final Table TX_HEIGHT = new Table("tx-height", 12);
  private static final List<Table> ALL = List.of(META, KV, JMT, EVENT, TX, TX_HEIGHT);

  private final Retention retention;
  private final Tables tables;

  private LmdbStateStore(Tables tables, Retention retention) {
    this.tables = tables;
    this.retention = retention;
    ALL.forEach(tables::register);
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
  public void commit(Change change) {
    tables.write(rows -> {
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
      return true;
    });
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
      if (rows.get(TX, id).filter(record -> decode(record).getHeight() <= last).isPresent()) {
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

  private static TxRecord decode(byte[] bytes) {
    try {
      return TxRecord.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new StoreFailure("a transaction's record does not decode", e);
    }
  }

  private static byte[] eventKey(long height, int index) {
    return ByteBuffer.allocate(12).putLong(height).putInt(index).array();
  }

  @Override
  public Snapshot snapshot() {
    return new TableSnapshot(tables.snapshot());
  }

  @Override
  public void close() {
    tables.close();
  }

  private record TableSnapshot(Tables.Snapshot rows) implements Snapshot {
    @Override
    public Optional<LedgerHead> head() {
      return rows.get(META, HEAD)
          .map(bytes -> {
            try {
              return LedgerHead.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
              throw new StoreFailure("the state's head does not decode", e);
            }
          });
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      return rows.get(KV, key);
    }

    @Override
    public Optional<byte[]> node(byte[] nodeKey) {
      return rows.get(JMT, nodeKey);
    }

    @Override
    public Optional<TxRecord> tx(byte[] bodyId) {
      return rows.get(TX, bodyId).map(LmdbStateStore::decode);
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      rows.scan(
          KV,
          fromInclusive,
          (key, value) ->
              Arrays.compareUnsigned(key, toExclusive) < 0 && visitor.visit(key, value));
    }

    @Override
    public void events(long afterHeight, int afterIndex, EventVisitor visitor) {
      byte[] after = eventKey(afterHeight, afterIndex);
      rows.scan(
          EVENT,
          after,
          (key, value) -> {
            ByteBuffer in = ByteBuffer.wrap(key);
            return Arrays.equals(key, after) || visitor.visit(in.getLong(), in.getInt(), value);
          });
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
