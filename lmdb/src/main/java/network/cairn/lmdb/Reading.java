package network.cairn.lmdb;

import java.util.Optional;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.KeyRange;
import org.lmdbjava.Txn;

/// What one transaction shows. As thread-safe as the transaction is.
class Reading implements Tables.Reader {
  final Mapped mapped;
  final Txn<byte[]> txn;

  Reading(Mapped mapped, Txn<byte[]> txn) {
    this.mapped = mapped;
    this.txn = txn;
  }

  @Override
  public Optional<byte[]> get(Table table, byte[] key) {
    byte[] row = mapped.call(() -> mapped.dbi(table).get(txn, key));
    return row == null ? Optional.empty() : Optional.of(mapped.unseal(table, key, row));
  }

  @Override
  public void scan(Table table, byte[] first, Tables.Visitor visitor) {
    KeyRange<byte[]> range = first.length == 0 ? KeyRange.all() : KeyRange.atLeast(first);
    mapped.call(() -> {
      try (CursorIterable<byte[]> entries = mapped.dbi(table).iterate(txn, range)) {
        for (CursorIterable.KeyVal<byte[]> entry : entries) {
          if (!visitor.visit(entry.key(), mapped.unseal(table, entry.key(), entry.val()))) {
            return false;
          }
        }
      }
      return true;
    });
  }
}
