package network.cairn.ledger.engine.pool;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.util.Comparator;
import network.cairn.ledger.rules.PendingTx;
import network.cairn.ledger.types.Address;
import org.jspecify.annotations.Nullable;

/// A transaction in the pool.
///
/// @param number in order of admission
/// @param finish its finish tag in its share's queue
record Waiting(ByteString bodyId, PendingTx tx, long number, long finish) {
  /// A short transaction takes so much of a pool's room too: sixteen short messages are about 1 KB
  /// of bytes and 6 KB of memory.
  static final int LEAST_ROOM = 6 * 1024;

  /// By turn of the payer, then by price, then by age.
  static final Comparator<Waiting> IN_TURN =
      Comparator.comparingLong(Waiting::finish)
          .thenComparing(Waiting::byPrice)
          .thenComparingLong(Waiting::number);

  Address payer() {
    return tx.payer();
  }

  long room() {
    return room(tx);
  }

  static long room(PendingTx tx) {
    return Math.max(tx.size(), LEAST_ROOM);
  }

  private int byPrice(Waiting other) {
    return comparePrice(other.tx(), tx);
  }

  /// Compares fees per byte.
  static int comparePrice(PendingTx a, PendingTx b) {
    if (a.size() == b.size()) {
      return a.fee().compareTo(b.fee());
    }
    return a.fee()
        .multiply(BigInteger.valueOf(b.size()))
        .compareTo(b.fee().multiply(BigInteger.valueOf(a.size())));
  }

  Waiting with(PendingTx judged) {
    return new Waiting(bodyId, judged, number, finish);
  }

  /// Numbers are never used twice.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Waiting that && that.number == number;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
