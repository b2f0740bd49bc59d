package network.cairn.ledger.store;

import java.nio.ByteBuffer;
import java.util.BitSet;

/// Whether whole records lie somewhere in bytes that begin with none: then something is damaged,
/// and it is no tail that a crash tore. Stateless.
final class RecordsBehind {
  /// A damage that took more records than this with it, and leaves others whole, is told by the
  /// length of the tail or by the state's height.
  private static final int LOST = 16;

  /// Records up to this size are summed wherever one might begin.
  private static final int SHORT = 64 << 10;

  /// Bytes to sum in all; whoever wrote what cannot be judged with these gets no benefit of doubt.
  private static final long MAX_WORK = 1L << 30;

  private RecordsBehind() {}

  /// @param tail where the record of `height` should begin
  static boolean any(byte[] tail, long height) {
    ByteBuffer in = ByteBuffer.wrap(tail);
    BitSet leadsToEnd = new BitSet(tail.length + 1);
    leadsToEnd.set(tail.length);
    long work = 0;
    for (int at = tail.length - Segment.HEADER; at > 0; at--) {
      int length = in.getInt(at);
      if (length <= 0 || length > tail.length - Segment.HEADER - at) {
        continue;
      }
      boolean leads = leadsToEnd.get(at + Segment.HEADER + length);
      leadsToEnd.set(at, leads);
      if (leads || length <= SHORT) {
        work += (long) length * (LOST + 1);
        if (work > MAX_WORK || holds(tail, in.getInt(at + Integer.BYTES), at, length, height)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean holds(byte[] tail, int sum, int at, int length, long height) {
    for (long candidate = height; candidate <= height + LOST; candidate++) {
      if (Segment.sum(candidate, tail, at + Segment.HEADER, length) == sum) {
        return true;
      }
    }
    return false;
  }
}
