package network.cairn.libp2p.crypto;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// X25519 key agreement (RFC 7748) by Bouncy Castle's low-level API, several times faster than the
/// JDK's.
public final class X25519 {
  /// Bytes of a scalar, a point and a shared secret.
  public static final int LENGTH = 32;

  private X25519() {}

  /// A new secret scalar.
  public static byte[] scalar(RandomGenerator random) {
    byte[] scalar = new byte[LENGTH];
    random.nextBytes(scalar);
    return scalar;
  }

  /// The public point of a scalar.
  public static byte[] point(byte[] scalar) {
    byte[] point = new byte[LENGTH];
    org.bouncycastle.math.ec.rfc7748.X25519.generatePublicKey(scalar, 0, point, 0);
    return point;
  }

  /// The secret shared by a scalar and another's point; empty for points of low order, whose secret
  /// would be zero.
  public static Optional<byte[]> agree(byte[] scalar, byte[] point) {
    byte[] secret = new byte[LENGTH];
    boolean sound =
        org.bouncycastle.math.ec.rfc7748.X25519.calculateAgreement(scalar, 0, point, 0, secret, 0);
    return sound ? Optional.of(secret) : Optional.empty();
  }
}
