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
/// Castle verifies by half-size scalars, which now and then lets a torsion part of even order pass;
/// so it judges only points of prime order, all that honest signers make, and the rest is computed
/// in full.
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
    return isPrimeOrder(pub) && isPrimeOrder(commitment)
        ? org.bouncycastle.math.ec.rfc8032.Ed25519.verify(sig, 0, pub, 0, msg, 0, msg.length)
        : holdsInFull(pub, msg, sig, commitment);
  }

  private static boolean isPrimeOrder(byte[] point) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(point, 0);
  }

  /// S·B = R + k·A for points that are not in the prime group but not of small order either.
  private static boolean holdsInFull(byte[] pub, byte[] msg, byte[] sig, byte[] commitment) {
    BigInteger s = Scalars.read(sig, KEY_SIZE, Scalars.SIZE);
    Optional<EdPoint> key = largeOrder(pub);
    if (s.compareTo(Scalars.ORDER) >= 0 || key.isEmpty() || largeOrder(commitment).isEmpty()) {
      return false;
    }
    BigInteger k = Scalars.read(Sha512.hash(commitment, pub, msg)).mod(Scalars.ORDER);
    EdPoint r = EdPoint.base().times(s).plus(key.get().times(k).negate());
    return Arrays.equals(r.encode(), commitment);
  }

  private static Optional<EdPoint> largeOrder(byte[] point) {
    return EdPoint.decode(point).filter(p -> !p.timesCofactor().isIdentity());
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
