package network.cairn.libp2p.crypto;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.BigIntegers;

/// Private keys as PKCS #8 DER without encryption (RFC 5208), as OpenSSL and Kubo have them.
/// Stateless.
public final class Pkcs8 {
  private static final int SCALAR = 32;

  /// Of RFC 8410.
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  /// An RSA key of 8,192 bits takes about 4,700 bytes.
  private static final int MAX_BYTES = 5200;

  private Pkcs8() {}

  /// The schemes.
  public enum Scheme {
    RSA,
    ED25519,
    SECP256K1,
    ECDSA
  }

  /// A scheme and a key in the scheme's own form, as [SigningKey#encoded] gives it.
  public record Parsed(Scheme scheme, byte[] key) {}

  /// Writes a key that is given in its scheme's own form.
  ///
  /// @throws InvalidKey if it is none of the scheme
  public static byte[] encode(Scheme scheme, byte[] key) {
    try {
      return info(scheme, key).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new InvalidKey("the key has no PKCS #8 form", e);
    }
  }

  private static PrivateKeyInfo info(Scheme scheme, byte[] key) throws IOException {
    return switch (scheme) {
      case RSA ->
          new PrivateKeyInfo(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              RSAPrivateKey.getInstance(key));
      case ED25519 ->
          new PrivateKeyInfo(
              new AlgorithmIdentifier(ED25519), new DEROctetString(Arrays.copyOf(key, SCALAR)));
      case SECP256K1 ->
          new PrivateKeyInfo(
              new AlgorithmIdentifier(
                  X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1),
              new ECPrivateKey(
                  8 * SCALAR,
                  BigIntegers.fromUnsignedByteArray(key),
                  new DERBitString(Secp256k1Keys.uncompressed(key)),
                  null));
      case ECDSA -> ecdsa(ECPrivateKey.getInstance(key));
    };
  }

  private static PrivateKeyInfo ecdsa(ECPrivateKey key) throws IOException {
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
        key);
  }

  /// Reads a key; whether its numbers fit its scheme is not looked at.
  ///
  /// @throws InvalidKey if it is no such DER, or of another scheme
  public static Parsed decode(byte[] der) {
    if (der.length > MAX_BYTES) {
      throw new InvalidKey(der.length + " bytes of DER, at most " + MAX_BYTES + " are read");
    }
    try {
      return parsed(PrivateKeyInfo.getInstance(der));
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      throw e instanceof InvalidKey known ? known : new InvalidKey("no PKCS #8 DER", e);
    }
  }

  private static Parsed parsed(PrivateKeyInfo info) throws IOException {
    var algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
      return new Parsed(Scheme.RSA, key.getEncoded(ASN1Encoding.DER));
    }
    if (algorithm.equals(ED25519)) {
      byte[] seed = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets();
      return new Parsed(Scheme.ED25519, Ed25519Keys.ofSeed(seed).encoded());
    }
    if (!algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      throw new InvalidKey("keys of the algorithm " + algorithm + " are not read");
    }
    var curve = info.getPrivateKeyAlgorithm().getParameters().toASN1Primitive();
    ECPrivateKey key = ECPrivateKey.getInstance(info.parsePrivateKey());
    if (curve.equals(SECObjectIdentifiers.secp256k1)) {
      return new Parsed(Scheme.SECP256K1, BigIntegers.asUnsignedByteArray(SCALAR, key.getKey()));
    }
    int bits = EcdsaKeys.bits(curve);
    return new Parsed(
        Scheme.ECDSA, new ECPrivateKey(bits, key.getKey(), curve).getEncoded(ASN1Encoding.DER));
  }
}
