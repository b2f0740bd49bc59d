package network.cairn.libp2p.crypto;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Ed25519 (RFC 8032) by Bouncy Castle's low-level API, several times faster than the JDK's.
public final class Ed25519Keys {
  private static final int KEY = 32;
  private static final int SIGNATURE = 64;

  private Ed25519Keys() {}

  /// @throws InvalidKey if it is not 32 bytes
  public static VerifyingKey publicKey(byte[] point) {
    if (point.length != KEY) {
      throw new InvalidKey(point.length + " bytes instead of 32");
    }
    return new Public(point.clone());
  }

  /// Reads seed and public key (64 bytes), or the old form with the public key twice (96 bytes).
  ///
  /// @throws InvalidKey if the length is neither or the public key is not the seed's
  public static SigningKey privateKey(byte[] encoded) {
    if (encoded.length != 2 * KEY && encoded.length != 3 * KEY) {
      throw new InvalidKey(encoded.length + " bytes instead of 64");
    }
    Private key = new Private(Arrays.copyOf(encoded, KEY));
    for (int from = KEY; from < encoded.length; from += KEY) {
      if (!Arrays.equals(encoded, from, from + KEY, key.point, 0, KEY)) {
        throw new InvalidKey("the public part is not the seed's");
      }
    }
    return key;
  }

  /// The key of a seed.
  ///
  /// @throws InvalidKey if the seed has not 32 bytes
  static SigningKey ofSeed(byte[] seed) {
    if (seed.length != KEY) {
      throw new InvalidKey("a seed of " + seed.length + " bytes instead of 32");
    }
    return new Private(seed.clone());
  }

  public static SigningKey generate(RandomGenerator random) {
    byte[] seed = new byte[KEY];
    random.nextBytes(seed);
    return new Private(seed);
  }

  private record Public(byte[] point) implements VerifyingKey {
    @Override
    public byte[] encoded() {
      return point.clone();
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return signature.length == SIGNATURE
          && Ed25519.verify(signature, 0, point, 0, message, 0, message.length);
    }
  }

  private static final class Private implements SigningKey {
    private final byte[] seed;
    private final byte[] point = new byte[KEY];

    Private(byte[] seed) {
      this.seed = seed;
      Ed25519.generatePublicKey(seed, 0, point, 0);
    }

    @Override
    public byte[] encoded() {
      byte[] encoded = Arrays.copyOf(seed, 2 * KEY);
      System.arraycopy(point, 0, encoded, KEY, KEY);
      return encoded;
    }

    @Override
    public VerifyingKey publicKey() {
      return new Public(point.clone());
    }

    @Override
    public byte[] sign(byte[] message) {
      byte[] signature = new byte[SIGNATURE];
      Ed25519.sign(seed, 0, point, 0, message, 0, message.length, signature, 0);
      return signature;
    }
  }
}
