package network.cairn.ledger.store;

import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.lmdb.Tables;

/// A snapshot of the tables that its owner lets go of while others may still read it: the last of
/// them closes it. Thread-safe.
final class Pinned {
  private final Tables.Snapshot rows;

  /// The owner is one.
  private final AtomicInteger users = new AtomicInteger(1);

  Pinned(Tables.Snapshot rows) {
    this.rows = rows;
  }

  /// Begins a read, which [#release] ends; false if the snapshot is let go of.
  boolean acquire() {
    return users.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0;
  }

  Tables.Snapshot rows() {
    return rows;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      rows.close();
    }
  }
}
