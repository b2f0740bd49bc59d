package network.cairn.lmdb;

import java.util.Optional;
import org.lmdbjava.Txn;

/// A snapshot. LMDB lets one thread at a time use a transaction, hence the monitor.
final class Held extends Reading implements Tables.Snapshot {
  private boolean closed;

  Held(Mapped mapped, Txn<byte[]> txn) {
    super(mapped, txn);
  }

  @Override
  public synchronized Optional<byte[]> get(Table table, byte[] key) {
    requireUnclosed();
    return super.get(table, key);
  }

  @Override
  public synchronized void scan(Table table, byte[] first, Tables.Visitor visitor) {
    requireUnclosed();
    super.scan(table, first, visitor);
  }

  private void requireUnclosed() {
    if (closed) {
      throw new IllegalStateException("the snapshot is closed");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      mapped.call(() -> {
        txn.close();
        return true;
      });
    }
  }
}
