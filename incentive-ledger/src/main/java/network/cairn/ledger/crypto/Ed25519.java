package network.cairn.ledger.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Ed25519 (RFC 8032) for everything that the ledger signs or checks; the only verifier of the
/// module.
///
/// Libraries disagree on points outside the group of prime order and on encodings that are not
/// canonical. Of the known families this is libsodium's: S below the order, key and commitment
/// canonical and not of small order, and the equation without cofactor, byte for byte. Bouncy
/// Castle verifies by half-size scalars, which refuses whatever breaks the equation in the prime
/// group but now and then lets a torsion part pass; so the torsion is judged apart. Any signature
/// costs about the same, true or false, whatever its points are.
public final class Ed25519 {
  public static final int SEED_SIZE = 32;
  public static final int KEY_SIZE = 32;
  public static final int SIGNATURE_SIZE = 64;

  private Ed25519() {}

  /// Whether the signature is the key's over the message. Wrong lengths are false, never an error.
  public static boolean verify(byte[] pub, byte[] msg, byte[] sig) {
    if (pub.length != KEY_SIZE || sig.length != SIGNATURE_SIZE) {
      return false;
    }
    byte[] commitment = Arrays.copyOf(sig, KEY_SIZE);
    return isLargeOrder(commitment)
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(sig, 0, pub, 0, msg, 0, msg.length)
        && (isPrimeOrder(pub) ? isPrimeOrder(commitment) : torsionVanishes(pub, msg, commitment));
  }

  /// Whether this is the canonical encoding of a point that is not of small order.
  private static boolean isLargeOrder(byte[] point) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartial(point, 0);
  }

  private static boolean isPrimeOrder(byte[] point) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(point, 0);
  }

  /// Whether R + k·A has no torsion, so that S·B = R + k·A holds if it does in the prime group. The
  /// torsion of A repeats after eight, so that three bits of k are enough.
  private static boolean torsionVanishes(byte[] pub, byte[] msg, byte[] commitment) {
    Optional<EdPoint> key = EdPoint.decode(pub);
    Optional<EdPoint> r = EdPoint.decode(commitment);
    if (key.isEmpty() || r.isEmpty()) {
      return false;
    }
    BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
    EdPoint sum = r.get();
    for (int i = k.intValue() & 7; i > 0; i--) {
      sum = sum.plus(key.get());
    }
    return sum.isIdentity() || isPrimeOrder(sum.encode());
  }

  /// Signs with the key of a seed.
  ///
  /// @throws IllegalArgumentException if the seed is not 32 bytes
  public static byte[] sign(byte[] seed, byte[] msg) {
    requireSeed(seed);
    byte[] sig = new byte[SIGNATURE_SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(seed, 0, msg, 0, msg.length, sig, 0);
    return sig;
  }

  /// The public key of a seed.
  ///
  /// @throws IllegalArgumentException if the seed is not 32 bytes
  public static byte[] publicKey(byte[] seed) {
    requireSeed(seed);
    byte[] pub = new byte[KEY_SIZE];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, pub, 0);
    return pub;
  }

  /// A fresh seed; the generator decides how secret it is.
  public static byte[] generateSeed(RandomGenerator random) {
    byte[] seed = new byte[SEED_SIZE];
    random.nextBytes(seed);
    return seed;
  }

  static void requireSeed(byte[] seed) {
    if (seed.length != SEED_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
    }
  }
}
