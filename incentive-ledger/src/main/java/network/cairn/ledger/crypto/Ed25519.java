package network.cairn.ledger.crypto;

import java.util.random.RandomGenerator;

/// Ed25519 (RFC 8032) for everything that the ledger signs or checks, but for votes, which [Zip215]
/// checks.
///
/// Libraries disagree on points outside the group of prime order and on encodings that are not
/// canonical. Of the known families this is libsodium's: S below the order, key and commitment
/// canonical and not of small order, and the equation without cofactor, byte for byte. It is
/// computed as it stands ([PreparedKey]), because libraries that judge by half-size scalars let a
/// torsion part pass now and then. Any signature costs about the same, true or false, whatever its
/// points are.
public final class Ed25519 {
  public static final int SEED_SIZE = 32;
  public static final int KEY_SIZE = 32;
  public static final int SIGNATURE_SIZE = 64;

  private Ed25519() {}

  /// Whether the signature is the key's over the message. Wrong lengths are false, never an error.
  /// Whoever checks a key's signatures again and again keeps its [PreparedKey].
  public static boolean verify(byte[] pub, byte[] msg, byte[] sig) {
    return PreparedKey.of(pub).filter(key -> key.verify(msg, sig)).isPresent();
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
