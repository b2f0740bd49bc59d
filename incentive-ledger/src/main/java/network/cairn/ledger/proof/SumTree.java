package network.cairn.ledger.proof;

import java.util.Arrays;
import java.util.Objects;

/// Sums over the leaf counts of an append-only list of pieces, so that a leaf of the whole set is
/// found in its piece in logarithmic time (a Fenwick tree).
///
/// Entry j holds the counts of the 2^h pieces that end with j, h the trailing zeros of j+1. Not
/// thread-safe.
final class SumTree {
  /// A leaf of one piece.
  ///
  /// @param piece the piece's place in the list
  /// @param offset the leaf's index within it
  public record Place(int piece, long offset) {}

  private long[] counts = new long[8];
  private long[] sums = new long[8];
  private int size;
  private long total;

  /// Appends a piece.
  ///
  /// @throws ArithmeticException if the total passes 2^63 − 1
  public void add(long leafCount) {
    if (leafCount < 0) {
      throw new IllegalArgumentException("leaf count " + leafCount + " is negative");
    }
    total = Math.addExact(total, leafCount);
    if (size == sums.length) {
      counts = Arrays.copyOf(counts, 2 * size);
      sums = Arrays.copyOf(sums, 2 * size);
    }
    long sum = leafCount;
    for (int i = 0; i < span(size); i++) {
      sum += sums[size - (1 << i)];
    }
    counts[size] = leafCount;
    sums[size++] = sum;
  }

  /// Takes a piece's leaves away; its place is not used again.
  public void remove(int piece) {
    long gone = counts[Objects.checkIndex(piece, size)];
    counts[piece] = 0;
    total -= gone;
    for (long j = piece; j < size; j += 1L << span((int) j)) {
      sums[(int) j] -= gone;
    }
  }

  /// Finds leaf `leaf` of the concatenation of all pieces.
  ///
  /// @throws IndexOutOfBoundsException if there are not so many leaves
  public Place find(long leaf) {
    Objects.checkIndex(leaf, total);
    long rest = leaf;
    int before = 0;
    for (int step = Integer.highestOneBit(size); step > 0; step >>= 1) {
      if (before + step <= size && sums[before + step - 1] <= rest) {
        before += step;
        rest -= sums[before - 1];
      }
    }
    return new Place(before, rest);
  }

  /// The sum that entry `j` holds.
  public long sum(int j) {
    return sums[Objects.checkIndex(j, size)];
  }

  /// Leaves of all pieces together.
  public long total() {
    return total;
  }

  private static int span(int j) {
    return Integer.numberOfTrailingZeros(j + 1);
  }
}
