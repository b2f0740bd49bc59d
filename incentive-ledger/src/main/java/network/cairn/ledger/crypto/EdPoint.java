package network.cairn.ledger.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/// A point of edwards25519 in extended coordinates (RFC 8032 §5.1.4). Immutable.
///
/// The addition is complete: it holds for every pair of points, so that multiplication needs no
/// case of its own and takes the same steps for every scalar.
final class EdPoint {
  static final int SIZE = 32;

  private static final int SCALAR_BITS = 256;

  /// Digits of [#digits] are odd and below 2^(WIDTH - 1) in size; most are 0.
  private static final int WIDTH = 5;

  private static final int[] D = ratio(-121665, 121666);
  private static final int[] D2 = doubled(D);
  private static final EdPoint BASE = decode(encodeField(ratio(4, 5))).orElseThrow();
  private static final EdPoint[] ODD_BASE = oddMultiples(BASE);

  private final int[] x;
  private final int[] y;
  private final int[] z;
  private final int[] t;

  private EdPoint(int[] x, int[] y, int[] z, int[] t) {
    this.x = x;
    this.y = y;
    this.z = z;
    this.t = t;
  }

  static EdPoint base() {
    return BASE;
  }

  static EdPoint identity() {
    return new EdPoint(zero(), one(), one(), zero());
  }

  /// Decodes the one canonical encoding of a point (RFC 8032 §5.1.3).
  static Optional<EdPoint> decode(byte[] bytes) {
    byte[] plain = bytes.clone();
    int sign = (plain[SIZE - 1] >> 7) & 1;
    plain[SIZE - 1] &= 0x7f;
    int[] y = X25519Field.create();
    X25519Field.decode255(plain, 0, y, 0);
    if (!Arrays.equals(encodeField(y), plain)) {
      return Optional.empty();
    }
    int[] square = sqr(y);
    int[] x = X25519Field.create();
    if (!X25519Field.sqrtRatioVar(sub(square, one()), add(mul(square, D), one()), x)) {
      return Optional.empty();
    }
    byte[] encoded = encodeField(x);
    boolean zero = Arrays.equals(encoded, new byte[SIZE]);
    if (zero && sign == 1) {
      return Optional.empty();
    }
    int[] root = (encoded[0] & 1) == sign ? x : sub(zero(), x);
    return Optional.of(new EdPoint(root, y, one(), mul(root, y)));
  }

  byte[] encode() {
    int[] inverse = X25519Field.create();
    X25519Field.inv(z, inverse);
    byte[] out = encodeField(mul(y, inverse));
    out[SIZE - 1] |= (byte) ((encodeField(mul(x, inverse))[0] & 1) << 7);
    return out;
  }

  boolean isIdentity() {
    return Arrays.equals(encode(), identity().encode());
  }

  EdPoint plus(EdPoint other) {
    int[] a = mul(sub(y, x), sub(other.y, other.x));
    int[] b = mul(add(y, x), add(other.y, other.x));
    int[] c = mul(mul(t, D2), other.t);
    int[] d = doubled(mul(z, other.z));
    int[] e = sub(b, a);
    int[] f = sub(d, c);
    int[] g = add(d, c);
    int[] h = add(b, a);
    return new EdPoint(mul(e, f), mul(g, h), mul(f, g), mul(e, h));
  }

  EdPoint negate() {
    return new EdPoint(sub(zero(), x), y, z, sub(zero(), t));
  }

  /// Adds and doubles for every bit and selects without a branch; `scalar` is below 2^256.
  EdPoint times(BigInteger scalar) {
    byte[] bits = Scalars.littleEndian(scalar);
    EdPoint sum = identity();
    for (int i = SCALAR_BITS - 1; i >= 0; i--) {
      sum = sum.twice();
      sum = sum.select((bits[i >>> 3] >> (i & 7)) & 1, sum.plus(this));
    }
    return sum;
  }

  /// `a` times the base point and `b` times this one. In a time that tells both scalars, so only
  /// for what everybody may know; both are below 2^256.
  EdPoint timesPlusBase(BigInteger b, BigInteger a) {
    return sum(digits(a), ODD_BASE, digits(b), oddMultiples(this));
  }

  /// `a` times this point and `b` times another, as [#timesPlusBase].
  EdPoint timesPlus(BigInteger a, EdPoint other, BigInteger b) {
    return sum(digits(a), oddMultiples(this), digits(b), oddMultiples(other));
  }

  private static EdPoint sum(int[] a, EdPoint[] oddP, int[] b, EdPoint[] oddQ) {
    EdPoint sum = identity();
    for (int i = SCALAR_BITS; i >= 0; i--) {
      sum = sum.twice();
      sum = sum.and(a[i], oddP).and(b[i], oddQ);
    }
    return sum;
  }

  private EdPoint and(int digit, EdPoint[] odd) {
    if (digit == 0) {
      return this;
    }
    return plus(digit > 0 ? odd[digit / 2] : odd[-digit / 2].negate());
  }

  /// 1, 3, 5 … 15 times a point.
  private static EdPoint[] oddMultiples(EdPoint point) {
    EdPoint[] odd = new EdPoint[1 << (WIDTH - 2)];
    EdPoint two = point.twice();
    odd[0] = point;
    for (int i = 1; i < odd.length; i++) {
      odd[i] = odd[i - 1].plus(two);
    }
    return odd;
  }

  /// A number as a sum of digits times powers of two, lowest first: of any [#WIDTH] that follow one
  /// another at most one is not 0.
  static int[] digits(BigInteger number) {
    int[] digits = new int[SCALAR_BITS + 1];
    BigInteger rest = number;
    for (int i = 0; rest.signum() != 0; i++) {
      if (rest.testBit(0)) {
        int low = rest.intValue() & ((1 << WIDTH) - 1);
        digits[i] = low < 1 << (WIDTH - 1) ? low : low - (1 << WIDTH);
        rest = rest.subtract(BigInteger.valueOf(digits[i]));
      }
      rest = rest.shiftRight(1);
    }
    return digits;
  }

  /// Twice this point, with fewer products than [#plus] needs.
  EdPoint twice() {
    int[] a = sqr(x);
    int[] b = sqr(y);
    int[] c = doubled(sqr(z));
    int[] h = add(a, b);
    int[] e = sub(h, sqr(add(x, y)));
    int[] g = sub(a, b);
    int[] f = add(c, g);
    return new EdPoint(mul(e, f), mul(g, h), mul(f, g), mul(e, h));
  }

  /// Eight times this point, which lies in the group of prime order.
  EdPoint timesCofactor() {
    return twice().twice().twice();
  }

  private EdPoint select(int bit, EdPoint other) {
    return new EdPoint(
        select(bit, x, other.x),
        select(bit, y, other.y),
        select(bit, z, other.z),
        select(bit, t, other.t));
  }

  private static int[] select(int bit, int[] ifZero, int[] ifOne) {
    int[] out = ifZero.clone();
    X25519Field.cmov(-bit, ifOne, 0, out, 0);
    return out;
  }

  private static int[] ratio(int numerator, int denominator) {
    int[] inverse = X25519Field.create();
    X25519Field.inv(small(denominator), inverse);
    return mul(small(Math.abs(numerator)), numerator < 0 ? sub(zero(), inverse) : inverse);
  }

  private static int[] small(int value) {
    int[] out = X25519Field.create();
    X25519Field.mul(one(), value, out);
    return out;
  }

  static byte[] encodeField(int[] value) {
    int[] normal = value.clone();
    X25519Field.normalize(normal);
    byte[] out = new byte[SIZE];
    X25519Field.encode(normal, out, 0);
    return out;
  }

  private static int[] one() {
    int[] out = X25519Field.create();
    X25519Field.one(out);
    return out;
  }

  private static int[] zero() {
    return X25519Field.create();
  }

  private static int[] mul(int[] a, int[] b) {
    int[] out = X25519Field.create();
    X25519Field.mul(a, b, out);
    return out;
  }

  private static int[] sqr(int[] a) {
    int[] out = X25519Field.create();
    X25519Field.sqr(a, out);
    return out;
  }

  private static int[] add(int[] a, int[] b) {
    int[] out = X25519Field.create();
    X25519Field.add(a, b, out);
    X25519Field.carry(out);
    return out;
  }

  private static int[] doubled(int[] a) {
    return add(a, a);
  }

  private static int[] sub(int[] a, int[] b) {
    int[] out = X25519Field.create();
    X25519Field.sub(a, b, out);
    X25519Field.carry(out);
    return out;
  }
}
