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

  /// Bits of a digit where a point is used once.
  private static final int WIDTH = 5;

  private static final int[] D = ratio(-121665, 121666);
  private static final int[] D2 = doubled(D);
  private static final EdPoint BASE = decode(encodeField(ratio(4, 5))).orElseThrow();

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

  /// The arrays are handed over: nobody changes them afterwards.
  static EdPoint of(int[] x, int[] y, int[] z, int[] t) {
    return new EdPoint(x, y, z, t);
  }

  static EdPoint base() {
    return BASE;
  }

  static EdPoint identity() {
    return new EdPoint(zero(), one(), one(), zero());
  }

  /// Decodes the one canonical encoding of a point (RFC 8032 §5.1.3).
  static Optional<EdPoint> decode(byte[] bytes) {
    return decodeAny(bytes).filter(point -> Arrays.equals(encode(point.x, point.y), bytes));
  }

  /// Decodes any encoding of a point, as ZIP-215 has it: y may be p or above, and x = 0 may have
  /// either sign.
  static Optional<EdPoint> decodeAny(byte[] bytes) {
    byte[] plain = bytes.clone();
    int sign = (plain[SIZE - 1] >> 7) & 1;
    plain[SIZE - 1] &= 0x7f;
    int[] y = X25519Field.create();
    X25519Field.decode255(plain, 0, y, 0);
    int[] square = sqr(y);
    int[] x = X25519Field.create();
    if (!X25519Field.sqrtRatioVar(sub(square, one()), add(mul(square, D), one()), x)) {
      return Optional.empty();
    }
    int[] root = (encodeField(x)[0] & 1) == sign ? x : sub(zero(), x);
    return Optional.of(new EdPoint(root, y, one(), mul(root, y)));
  }

  byte[] encode() {
    int[] inverse = X25519Field.create();
    X25519Field.inv(z, inverse);
    return encode(mul(x, inverse), mul(y, inverse));
  }

  private static byte[] encode(int[] x, int[] y) {
    byte[] out = encodeField(y);
    out[SIZE - 1] |= (byte) ((encodeField(x)[0] & 1) << 7);
    return out;
  }

  boolean isIdentity() {
    return isZero(x) && isZero(sub(y, z));
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
    return timesPlus(b, BASE, a);
  }

  /// `a` times this point and `b` times another, as [#timesPlusBase].
  EdPoint timesPlus(BigInteger a, EdPoint other, BigInteger b) {
    return OddMultiples.sum(term(this, a), term(other, b));
  }

  private static OddMultiples.Term term(EdPoint point, BigInteger scalar) {
    return new OddMultiples(point, WIDTH).times(Scalars.littleEndian(scalar), 0, SCALAR_BITS);
  }

  /// As another point's addition to it needs it.
  OddMultiples.Ready ready() {
    return new OddMultiples.Ready(add(y, x), sub(y, x), doubled(z), mul(t, D2));
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

  private static boolean isZero(int[] value) {
    int[] normal = value.clone();
    X25519Field.normalize(normal);
    return X25519Field.isZeroVar(normal);
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
