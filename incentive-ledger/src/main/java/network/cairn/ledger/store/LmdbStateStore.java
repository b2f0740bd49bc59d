package network.cairn.ledger.store;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.Txn;

/// The state in LMDB: one environment with the tables `meta`, `kv`, `jmt`, `event`, `tx` and
/// `tx-height`, by which the last two are shortened as the [Retention] says: a bounded piece with
/// each block.
///
/// LMDB binds a write transaction to its thread, so each commit begins and ends within one call;
/// callers use one platform thread for all of them. Read transactions are free of threads.
public final class LmdbStateStore implements StateStore {
  /// The map is address space, not memory: far above what a state needs.
  private static final long MAP_SIZE = 64L << 30;

  private static final int MAX_READERS = 512;
  private static final byte[] HEAD = "head".getBytes(StandardCharsets.US_ASCII);

  /// Rows of a table that one commit removes at most, beside as many as it adds.
  private static final int MAX_REMOVED = 1_000;

  private final Retention retention;
  private final Env<byte[]> env;
  private final Dbi<byte[]> meta;
  private final Dbi<byte[]> kv;
  private final Dbi<byte[]> jmt;
  private final Dbi<byte[]> event;
  private final Dbi<byte[]> tx;
  private final Dbi<byte[]> txHeight;

  private LmdbStateStore(Env<byte[]> env, Retention retention) {
    this.env = env;
    this.retention = retention;
    this.meta = open("meta");
    this.kv = open("kv");
    this.jmt = open("jmt");
    this.event = open("event");
    this.tx = open("tx");
    this.txHeight = open("tx-height");
  }

  private Dbi<byte[]> open(String table) {
    return env.openDbi(table.getBytes(StandardCharsets.US_ASCII), DbiFlags.MDB_CREATE);
  }

  /// Opens or creates the store in a folder; one process at a time may. Keeps everything.
  public static LmdbStateStore open(Path folder) {
    return open(folder, Retention.all());
  }

  /// As [#open(Path)]; what the retention lets go is removed block by block.
  public static LmdbStateStore open(Path folder, Retention retention) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreFailure("cannot create " + folder, e);
    }
    return new LmdbStateStore(
        Env.create(ByteArrayProxy.PROXY_BA)
            .setMapSize(MAP_SIZE)
            .setMaxDbs(8)
            .setMaxReaders(MAX_READERS)
            .open(folder.toFile(), EnvFlags.MDB_NOTLS),
        retention);
  }

  @Override
  public void commit(Change change) {
    try (Txn<byte[]> txn = env.txnWrite()) {
      apply(txn, kv, change.writes());
      apply(txn, jmt, change.nodes());
      int index = 0;
      for (byte[] bytes : change.events()) {
        event.put(txn, eventKey(change.head().getHeight(), index++), bytes);
      }
      change
          .txs()
          .forEach((id, record) -> {
            tx.put(txn, id, record.toByteArray());
            txHeight.put(txn, eventKey(record.getHeight(), record.getIndex()), id);
          });
      shorten(txn, change);
      meta.put(txn, HEAD, change.head().toByteArray());
      txn.commit();
    }
  }

  private void shorten(Txn<byte[]> txn, Change change) {
    long last = retention.goneUpTo(change.head().getHeight());
    if (last < 0) {
      return;
    }
    rowsUpTo(txn, event, last, MAX_REMOVED + change.events().size())
        .forEach((key, _) -> event.delete(txn, key));
    rowsUpTo(txn, txHeight, last, MAX_REMOVED + change.txs().size())
        .forEach((key, id) -> {
          // A repeat may have put a newer record in its place.
          byte[] record = tx.get(txn, id);
          if (record != null && decode(record).getHeight() <= last) {
            tx.delete(txn, id);
          }
          txHeight.delete(txn, key);
        });
  }

  private static Map<byte[], byte[]> rowsUpTo(
      Txn<byte[]> txn, Dbi<byte[]> table, long height, int most) {
    Map<byte[], byte[]> rows = new LinkedHashMap<>();
    try (Cursor<byte[]> cursor = table.openCursor(txn)) {
      boolean found = cursor.first();
      while (found && rows.size() < most && ByteBuffer.wrap(cursor.key()).getLong() <= height) {
        rows.put(cursor.key(), cursor.val());
        found = cursor.next();
      }
    }
    return rows;
  }

  private static void apply(
      Txn<byte[]> txn, Dbi<byte[]> table, Map<byte[], Optional<byte[]>> changes) {
    changes.forEach((key, value) -> {
      if (value.isPresent()) {
        table.put(txn, key, value.get());
      } else {
        table.delete(txn, key);
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
    return new LmdbSnapshot(env.txnRead());
  }

  @Override
  public void close() {
    env.close();
  }

  /// A read transaction. LMDB lets one thread at a time use it, hence the monitor.
  private final class LmdbSnapshot implements Snapshot {
    private final Txn<byte[]> txn;
    private boolean open = true;

    LmdbSnapshot(Txn<byte[]> txn) {
      this.txn = txn;
    }

    private synchronized Optional<byte[]> read(Dbi<byte[]> table, byte[] key) {
      requireOpen();
      return Optional.ofNullable(table.get(txn, key));
    }

    private void requireOpen() {
      if (!open) {
        throw new IllegalStateException("the snapshot is closed");
      }
    }

    @Override
    public Optional<LedgerHead> head() {
      return read(meta, HEAD)
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
      return read(kv, key);
    }

    @Override
    public Optional<byte[]> node(byte[] nodeKey) {
      return read(jmt, nodeKey);
    }

    @Override
    public Optional<TxRecord> tx(byte[] bodyId) {
      return read(tx, bodyId).map(LmdbStateStore::decode);
    }

    @Override
    public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
      walk(
          kv,
          fromInclusive,
          (key, value) ->
              Arrays.compareUnsigned(key, toExclusive) < 0 && visitor.visit(key, value));
    }

    @Override
    public void events(long afterHeight, int afterIndex, EventVisitor visitor) {
      byte[] after = eventKey(afterHeight, afterIndex);
      walk(
          event,
          after,
          (key, value) -> {
            ByteBuffer in = ByteBuffer.wrap(key);
            return Arrays.equals(key, after) || visitor.visit(in.getLong(), in.getInt(), value);
          });
    }

    private synchronized void walk(Dbi<byte[]> table, byte[] from, Visitor visitor) {
      requireOpen();
      try (Cursor<byte[]> cursor = table.openCursor(txn)) {
        boolean found = cursor.get(from, GetOp.MDB_SET_RANGE);
        while (found && visitor.visit(cursor.key(), cursor.val())) {
          found = cursor.next();
        }
      }
    }

    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        txn.close();
      }
    }
  }
}
