package network.cairn.ledger.store;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import network.cairn.ledger.rules.Owned;
import network.cairn.lmdb.Table;
import network.cairn.lmdb.Tables;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;

/// One holder's view of a height: the tables themselves, which it shares with no other holder, as
/// long as the height is the newest; after that as [Version] says. Thread-safe.
final class HeldState implements Snapshot {
  private final Version version;
  private final Pinned own;
  private final Consumer<HeldState> onClose;
  private volatile boolean closed;

  /// @param own tables of the version's height
  /// @param onClose told once
  HeldState(Version version, Pinned own, Consumer<HeldState> onClose) {
    this.version = version;
    this.own = own;
    this.onClose = onClose;
  }

  /// Another height is the newest now, or nobody reads here any more.
  void letGo() {
    own.release();
  }

  private Optional<byte[]> row(Table table, byte[] key) {
    requireOpen();
    if (!own.acquire()) {
      return version.row(table, key);
    }
    try {
      return own.rows().get(table, key);
    } finally {
      own.release();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the snapshot is closed");
    }
  }

  @Override
  public Optional<LedgerHead> head() {
    requireOpen();
    return version.head();
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return row(LmdbStateStore.KV, key);
  }

  @Override
  public Optional<byte[]> node(byte[] nodeKey) {
    return row(LmdbStateStore.JMT, nodeKey);
  }

  @Override
  public Optional<TxRecord> tx(byte[] bodyId) {
    return row(LmdbStateStore.TX, bodyId).map(HeldState::record);
  }

  static TxRecord record(byte[] bytes) {
    try {
      return TxRecord.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new StoreFailure("a transaction's record does not decode", e);
    }
  }

  @Override
  public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
    requireOpen();
    if (!own.acquire()) {
      version.scan(LmdbStateStore.KV, fromInclusive, toExclusive, visitor);
      return;
    }
    try {
      new Version.Rows(own.rows(), LmdbStateStore.KV).scan(fromInclusive, toExclusive, visitor);
    } finally {
      own.release();
    }
  }

  @Override
  public void events(long afterHeight, int afterIndex, EventVisitor visitor) {
    requireOpen();
    version.newest(rows -> events(rows, afterHeight, afterIndex, visitor));
  }

  /// Events are added and go, and never change: those above this height are not seen.
  private void events(Tables.Reader rows, long afterHeight, int afterIndex, EventVisitor visitor) {
    long last = version.head().map(LedgerHead::getHeight).orElse(-1L);
    byte[] after = LmdbStateStore.eventKey(afterHeight, afterIndex);
    rows.scan(
        LmdbStateStore.EVENT,
        after,
        (key, value) -> {
          ByteBuffer in = ByteBuffer.wrap(key);
          long height = in.getLong();
          return height <= last
              && (Arrays.equals(key, after) || visitor.visit(height, in.getInt(), value));
        });
  }

  @Override
  public void owned(Owned.Kind kind, ByteString owner, long after, LongPredicate visitor) {
    requireOpen();
    version.newest(rows -> OwnerRows.scan(rows, kind, owner, after, visitor));
  }

  @Override
  public long heldBytes() {
    return version.heldBytes();
  }

  @Override
  public long laterBytes() {
    return version.laterBytes();
  }

  @Override
  public void close() {
    boolean first;
    synchronized (this) {
      first = !closed;
      closed = true;
    }
    if (first) {
      onClose.accept(this);
    }
  }
}
