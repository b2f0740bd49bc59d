package network.cairn.libp2p.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/// ECDSA on the NIST curves P-224, P-256, P-384 and P-521 over SHA-256, DER signatures.
///
/// Public keys are PKIX DER that names its curve, with an uncompressed point; private keys are SEC1
/// DER. A key in any other encoding (explicit parameters, trailing bytes) is refused: parsing must
/// give back the same bytes.
public final class EcdsaKeys {
  /// A P-521 key takes 223 bytes.
  private static final int MAX_BYTES = 256;

  private static final List<ASN1ObjectIdentifier> CURVES =
      List.of(
          SECObjectIdentifiers.secp224r1,
          SECObjectIdentifiers.secp256r1,
          SECObjectIdentifiers.secp384r1,
          SECObjectIdentifiers.secp521r1);

  private EcdsaKeys() {}

  private static ECNamedDomainParameters curve(Object oid) {
    if (!(oid instanceof ASN1ObjectIdentifier name) || !CURVES.contains(name)) {
      throw new InvalidKey("the curve is none of P-224, P-256, P-384, P-521 by name");
    }
    X9ECParameters known = CustomNamedCurves.getByOID(name);
    return new ECNamedDomainParameters(name, known);
  }

  /// The length of a curve's numbers.
  ///
  /// @throws InvalidKey if the curve is none of those
  static int bits(Object oid) {
    return curve(oid).getN().bitLength();
  }

  /// @throws InvalidKey if it is not canonical PKIX DER of a point on a named curve
  public static VerifyingKey publicKey(byte[] pkix) {
    checkLength(pkix);
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(pkix);
      if (!info.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        throw new InvalidKey("the DER holds a key of another algorithm");
      }
      ECNamedDomainParameters curve = curve(info.getAlgorithm().getParameters());
      ECPoint point = curve.getCurve().decodePoint(info.getPublicKeyData().getBytes());
      return checkCanonical(new Public(new ECPublicKeyParameters(point, curve)), pkix);
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      throw refused(e);
    }
  }

  /// @throws InvalidKey if it is not SEC1 DER of a scalar in range on a named curve
  public static SigningKey privateKey(byte[] sec1) {
    checkLength(sec1);
    try {
      ECPrivateKey parsed = ECPrivateKey.getInstance(sec1);
      ECNamedDomainParameters curve = curve(parsed.getParametersObject());
      return new Private(new ECPrivateKeyParameters(parsed.getKey(), curve));
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      throw refused(e);
    }
  }

  /// A key on P-256.
  public static SigningKey generate(RandomGenerator random) {
    ECNamedDomainParameters curve = curve(SECObjectIdentifiers.secp256r1);
    byte[] scalar = new byte[32];
    BigInteger d;
    do {
      random.nextBytes(scalar);
      d = new BigInteger(1, scalar);
    } while (d.signum() == 0 || d.compareTo(curve.getN()) >= 0);
    return new Private(new ECPrivateKeyParameters(d, curve));
  }

  private static void checkLength(byte[] der) {
    if (der.length > MAX_BYTES) {
      throw new InvalidKey(der.length + " bytes of DER, at most " + MAX_BYTES + " are read");
    }
  }

  private static VerifyingKey checkCanonical(VerifyingKey key, byte[] given) {
    if (!Arrays.equals(key.encoded(), given)) {
      throw new InvalidKey("not the canonical DER of this key");
    }
    return key;
  }

  private static InvalidKey refused(RuntimeException e) {
    return e instanceof InvalidKey known
        ? known
        : new InvalidKey("not the DER of a key on a known curve", e);
  }

  private static ASN1ObjectIdentifier name(ECNamedDomainParameters curve) {
    return curve.getName();
  }

  private record Public(ECPublicKeyParameters key) implements VerifyingKey {
    @Override
    public byte[] encoded() {
      AlgorithmIdentifier algorithm =
          new AlgorithmIdentifier(
              X9ObjectIdentifiers.id_ecPublicKey,
              name((ECNamedDomainParameters) key.getParameters()));
      try {
        return new SubjectPublicKeyInfo(algorithm, key.getQ().getEncoded(false))
            .getEncoded(ASN1Encoding.DER);
      } catch (IOException e) {
        throw new IllegalStateException("a key in memory cannot be encoded", e);
      }
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return DerSignature.verify(key, message, signature);
    }
  }

  private record Private(ECPrivateKeyParameters key) implements SigningKey {
    private ECPublicKeyParameters point() {
      ECPoint point =
          new FixedPointCombMultiplier().multiply(key.getParameters().getG(), key.getD());
      return new ECPublicKeyParameters(point, key.getParameters());
    }

    @Override
    public byte[] encoded() {
      ECNamedDomainParameters curve = (ECNamedDomainParameters) key.getParameters();
      DERBitString point = new DERBitString(point().getQ().getEncoded(false));
      try {
        return new ECPrivateKey(curve.getN().bitLength(), key.getD(), point, name(curve))
            .getEncoded(ASN1Encoding.DER);
      } catch (IOException e) {
        throw new IllegalStateException("a key in memory cannot be encoded", e);
      }
    }

    @Override
    public VerifyingKey publicKey() {
      return new Public(point());
    }

    @Override
    public byte[] sign(byte[] message) {
      return DerSignature.sign(key, message, false);
    }
  }
}
