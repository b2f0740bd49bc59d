package network.cairn.ledger.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// The verifiable random function ECVRF-EDWARDS25519-SHA512-TAI (RFC 9381 §5): whoever holds the
/// seed can compute one output per input and prove it; nobody can choose it.
public final class EcVrf {
  public static final int PROOF_SIZE = 80;

  private static final byte SUITE = 3;
  private static final byte[] END = {0};
  private static final int CHALLENGE_SIZE = 16;

  private EcVrf() {}

  /// Proves the output for `alpha` under an Ed25519 seed (RFC 9381 §5.1).
  ///
  /// @throws IllegalArgumentException if the seed is not 32 bytes
  public static byte[] prove(byte[] seed, byte[] alpha) {
    Ed25519.requireSeed(seed);
    Trace trace = trace(seed, alpha);
    byte[] pi = Arrays.copyOf(trace.gamma().encode(), PROOF_SIZE);
    System.arraycopy(Scalars.littleEndian(trace.c()), 0, pi, EdPoint.SIZE, CHALLENGE_SIZE);
    byte[] s = Scalars.littleEndian(trace.s());
    System.arraycopy(s, 0, pi, EdPoint.SIZE + CHALLENGE_SIZE, Scalars.SIZE);
    return pi;
  }

  /// Every value on the way to a proof, as the RFC's examples print them.
  record Trace(
      EdPoint h, BigInteger k, EdPoint u, EdPoint v, EdPoint gamma, BigInteger c, BigInteger s) {}

  static Trace trace(byte[] seed, byte[] alpha) {
    byte[] expanded = Sha512.hash(seed);
    BigInteger x = secretScalar(expanded);
    EdPoint y = EdPoint.base().times(x);
    EdPoint h = encodeToCurve(y.encode(), alpha);
    EdPoint gamma = h.times(x);
    byte[] nonceKey = Arrays.copyOfRange(expanded, 32, 64);
    BigInteger k = Scalars.read(Sha512.hash(nonceKey, h.encode())).mod(Scalars.ORDER);
    EdPoint u = EdPoint.base().times(k);
    EdPoint v = h.times(k);
    BigInteger c = challenge(y, h, gamma, u, v);
    return new Trace(h, k, u, v, gamma, c, k.add(c.multiply(x)).mod(Scalars.ORDER));
  }

  private static BigInteger secretScalar(byte[] expanded) {
    byte[] clamped = Arrays.copyOf(expanded, Scalars.SIZE);
    clamped[0] &= (byte) 0xf8;
    clamped[31] &= 0x7f;
    clamped[31] |= 0x40;
    return Scalars.read(clamped);
  }

  /// The output that a proof proves, or nothing if it does not hold (RFC 9381 §5.3, with key
  /// validation). Any bytes are answered.
  public static Optional<byte[]> verify(byte[] pub, byte[] alpha, byte[] pi) {
    if (pub.length != EdPoint.SIZE || pi.length != PROOF_SIZE) {
      return Optional.empty();
    }
    BigInteger s = Scalars.read(pi, EdPoint.SIZE + CHALLENGE_SIZE, Scalars.SIZE);
    if (s.compareTo(Scalars.ORDER) >= 0) {
      return Optional.empty();
    }
    Optional<EdPoint> key = EdPoint.decode(pub).filter(p -> !p.timesCofactor().isIdentity());
    Optional<EdPoint> gamma = EdPoint.decode(Arrays.copyOf(pi, EdPoint.SIZE));
    if (key.isEmpty() || gamma.isEmpty()) {
      return Optional.empty();
    }
    BigInteger c = Scalars.read(pi, EdPoint.SIZE, CHALLENGE_SIZE);
    EdPoint h = encodeToCurve(pub, alpha);
    EdPoint u = key.get().negate().timesPlusBase(c, s);
    EdPoint v = h.timesPlus(s, gamma.get().negate(), c);
    boolean holds = challenge(key.get(), h, gamma.get(), u, v).equals(c);
    return holds ? Optional.of(output(gamma.get())) : Optional.empty();
  }

  /// The output of a proof that was made here; [#verify] gives it for others' proofs.
  ///
  /// @throws IllegalArgumentException if the proof does not begin with a point
  public static byte[] output(byte[] pi) {
    return output(
        EdPoint.decode(Arrays.copyOf(pi, EdPoint.SIZE))
            .orElseThrow(() -> new IllegalArgumentException("a proof begins with a point")));
  }

  private static byte[] output(EdPoint gamma) {
    return Sha512.hash(new byte[] {SUITE, 3}, gamma.timesCofactor().encode(), END);
  }

  /// Try and increment (RFC 9381 §5.4.1.1); about every second counter hits.
  private static EdPoint encodeToCurve(byte[] salt, byte[] alpha) {
    for (int counter = 0; counter < 256; counter++) {
      byte[] tail = {(byte) counter, 0};
      byte[] hash = Sha512.hash(new byte[] {SUITE, 1}, salt, alpha, tail);
      Optional<EdPoint> point =
          EdPoint.decode(Arrays.copyOf(hash, EdPoint.SIZE))
              .map(EdPoint::timesCofactor)
              .filter(p -> !p.isIdentity());
      if (point.isPresent()) {
        return point.get();
      }
    }
    throw new IllegalStateException("no curve point in 256 tries: its chance is 2^-256");
  }

  private static BigInteger challenge(EdPoint... points) {
    byte[][] parts = new byte[points.length + 2][];
    parts[0] = new byte[] {SUITE, 2};
    for (int i = 0; i < points.length; i++) {
      parts[i + 1] = points[i].encode();
    }
    parts[points.length + 1] = END;
    return Scalars.read(Sha512.hash(parts), 0, CHALLENGE_SIZE);
  }
}
