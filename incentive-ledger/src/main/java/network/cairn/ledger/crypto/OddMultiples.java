package network.cairn.ledger.crypto;

import org.bouncycastle.math.ec.rfc7748.X25519Field;

/// The odd multiples of a point that signed digits of a width need, ready to be added again and
/// again: 1, 3, 5 … 2^(width − 1) − 1 times it. Immutable.
final class OddMultiples {
  private final Ready[] odd;
  private final int width;

  /// @param width of a digit in bits, 2 to 8
  OddMultiples(EdPoint point, int width) {
    this.width = width;
    this.odd = new Ready[1 << (width - 2)];
    EdPoint two = point.twice();
    EdPoint next = point;
    for (int i = 0; i < odd.length; i++) {
      odd[i] = next.ready();
      next = next.plus(two);
    }
  }

  /// A point as an addition needs it: y + x, y − x, 2·z and 2·d·t.
  @SuppressWarnings(
      "ArrayRecordComponent") // Of this package alone; nobody compares or changes them.
  record Ready(int[] sum, int[] difference, int[] z2, int[] dt2) {}

  /// This point times a number that is part of another one.
  ///
  /// @param digits of the number, lowest first, each odd or 0
  @SuppressWarnings("ArrayRecordComponent")
  record Term(OddMultiples of, byte[] digits) {}

  /// Some bits of a number as a factor of this point.
  ///
  /// @param number in little-endian bytes
  /// @param from the lowest bit that counts
  /// @param bits how many count; those behind the number's end are 0
  Term times(byte[] number, int from, int bits) {
    return new Term(this, digits(number, from, bits, width));
  }

  /// Bits of a number as a sum of digits times powers of two, lowest first: each is 0 or odd and
  /// below 2^(width − 1) in size, and of any `width` that follow one another at most one is not 0.
  static byte[] digits(byte[] number, int from, int bits, int width) {
    byte[] digits = new byte[bits + 1];
    int carry = 0;
    for (int i = 0; i <= bits; ) {
      int low = window(number, from + i, Math.min(width, bits - i)) + carry;
      if ((low & 1) == 0) {
        i++; // A carry that meets a bit goes on; without either there is none.
        continue;
      }
      carry = low >>> (width - 1);
      digits[i] = (byte) (low - (carry << width));
      i += width;
    }
    return digits;
  }

  private static int window(byte[] number, int from, int bits) {
    int value = 0;
    for (int i = bits - 1; i >= 0; i--) {
      int at = from + i;
      int bit = at >>> 3 < number.length ? (number[at >>> 3] >> (at & 7)) & 1 : 0;
      value = 2 * value + bit;
    }
    return value;
  }

  /// The sum of the terms. In a time that tells their numbers, so only for what everybody may know.
  static EdPoint sum(Term... terms) {
    int highest = 0;
    for (Term term : terms) {
      highest = Math.max(highest, term.digits.length);
    }
    EdSum sum = new EdSum();
    for (int i = highest - 1; i >= 0; i--) {
      sum.twice();
      for (Term term : terms) {
        int digit = i < term.digits.length ? term.digits[i] : 0;
        if (digit != 0) {
          sum.add(term.of.odd[Math.abs(digit) / 2], digit < 0);
        }
      }
    }
    return sum.point();
  }

  /// A sum that is built up in its place, by the formulas of [EdPoint]. Not thread-safe.
  private static final class EdSum {
    private final int[] x = X25519Field.create();
    private final int[] y = X25519Field.create();
    private final int[] z = X25519Field.create();

    /// x·y/z as two factors that are multiplied only where an addition needs it.
    private final int[] e = X25519Field.create();

    private final int[] h = X25519Field.create();
    private final int[] a = X25519Field.create();
    private final int[] b = X25519Field.create();
    private final int[] c = X25519Field.create();
    private final int[] d = X25519Field.create();

    EdSum() {
      X25519Field.one(y);
      X25519Field.one(z);
      X25519Field.one(h);
    }

    void twice() {
      X25519Field.sqr(x, a);
      X25519Field.sqr(y, b);
      X25519Field.sqr(z, c);
      plus(c, c, c);
      plus(x, y, e);
      X25519Field.sqr(e, e);
      plus(a, b, h);
      minus(h, e, e);
      minus(a, b, d);
      plus(c, d, c);
      finish(c, d);
    }

    void add(Ready other, boolean negative) {
      X25519Field.mul(e, h, c);
      X25519Field.mul(c, other.dt2, c);
      X25519Field.mul(z, other.z2, d);
      minus(y, x, a);
      X25519Field.mul(a, negative ? other.sum : other.difference, a);
      plus(y, x, b);
      X25519Field.mul(b, negative ? other.difference : other.sum, b);
      minus(b, a, e);
      plus(b, a, h);
      minus(d, c, a);
      plus(d, c, b);
      finish(negative ? b : a, negative ? a : b);
    }

    private void finish(int[] f, int[] g) {
      X25519Field.mul(e, f, x);
      X25519Field.mul(g, h, y);
      X25519Field.mul(f, g, z);
    }

    EdPoint point() {
      X25519Field.mul(e, h, c);
      return EdPoint.of(x.clone(), y.clone(), z.clone(), c.clone());
    }

    private static void plus(int[] left, int[] right, int[] out) {
      X25519Field.add(left, right, out);
      X25519Field.carry(out);
    }

    private static void minus(int[] left, int[] right, int[] out) {
      X25519Field.sub(left, right, out);
      X25519Field.carry(out);
    }
  }
}
