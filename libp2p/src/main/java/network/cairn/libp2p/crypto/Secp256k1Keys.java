package network.cairn.libp2p.crypto;

import java.math.BigInteger;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/// ECDSA on secp256k1 over SHA-256, DER signatures. Makes low `s` as go-libp2p does, accepts both.
public final class Secp256k1Keys {
  private static final int SCALAR = 32;
  private static final int COMPRESSED = 33;
  private static final ECDomainParameters CURVE = curve();

  private Secp256k1Keys() {}

  private static ECDomainParameters curve() {
    X9ECParameters named = CustomNamedCurves.getByName("secp256k1");
    return new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
  }

  /// @throws InvalidKey if it is not a compressed point of the curve
  public static VerifyingKey publicKey(byte[] compressed) {
    if (compressed.length != COMPRESSED) {
      throw new InvalidKey(compressed.length + " bytes instead of 33");
    }
    try {
      return new Public(new ECPublicKeyParameters(CURVE.getCurve().decodePoint(compressed), CURVE));
    } catch (IllegalArgumentException e) {
      throw new InvalidKey("not a point of the curve", e);
    }
  }

  /// @throws InvalidKey if it is not a 32-byte scalar above 0 and below the order
  public static SigningKey privateKey(byte[] scalar) {
    if (scalar.length != SCALAR) {
      throw new InvalidKey(scalar.length + " bytes instead of 32");
    }
    BigInteger d = new BigInteger(1, scalar);
    if (d.signum() == 0 || d.compareTo(CURVE.getN()) >= 0) {
      throw new InvalidKey("scalar out of range");
    }
    return new Private(new ECPrivateKeyParameters(d, CURVE));
  }

  /// The public point of a scalar, uncompressed.
  static byte[] uncompressed(byte[] scalar) {
    return new FixedPointCombMultiplier()
        .multiply(CURVE.getG(), new BigInteger(1, scalar))
        .getEncoded(false);
  }

  public static SigningKey generate(RandomGenerator random) {
    byte[] scalar = new byte[SCALAR];
    BigInteger d;
    do {
      random.nextBytes(scalar);
      d = new BigInteger(1, scalar);
    } while (d.signum() == 0 || d.compareTo(CURVE.getN()) >= 0);
    return new Private(new ECPrivateKeyParameters(d, CURVE));
  }

  private record Public(ECPublicKeyParameters key) implements VerifyingKey {
    @Override
    public byte[] encoded() {
      return key.getQ().getEncoded(true);
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return DerSignature.verify(key, message, signature);
    }
  }

  private record Private(ECPrivateKeyParameters key) implements SigningKey {
    @Override
    public byte[] encoded() {
      return BigIntegers.asUnsignedByteArray(SCALAR, key.getD());
    }

    @Override
    public VerifyingKey publicKey() {
      ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), key.getD());
      return new Public(new ECPublicKeyParameters(point, CURVE));
    }

    @Override
    public byte[] sign(byte[] message) {
      return DerSignature.sign(key, message, true);
    }
  }
}
