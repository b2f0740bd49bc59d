package network.cairn.libp2p.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// RSASSA-PKCS1-v1_5 with SHA-256, keys of 2,048 to 8,192 bits with an odd exponent of 3 to 2^31-1.
///
/// The bounds are checked before any arithmetic: verifying with a giant key is a denial of service
/// (CVE-2023-39533). Public keys are PKIX DER, private keys PKCS#1 DER; parsing must give back the
/// same bytes.
public final class RsaKeys {
  private static final int MIN_BITS = 2048;
  private static final int MAX_BITS = 8192;

  /// A private key of 8,192 bits takes about 4,700 bytes.
  private static final int MAX_BYTES = 5120;

  private static final BigInteger MAX_EXPONENT = BigInteger.valueOf(Integer.MAX_VALUE);

  private RsaKeys() {}

  /// @throws InvalidKey if it is not canonical PKIX DER of a key within the bounds
  public static VerifyingKey publicKey(byte[] pkix) {
    checkLength(pkix);
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(pkix);
      if (!info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
        throw new InvalidKey("the DER holds a key of another algorithm");
      }
      var numbers = org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(info.parsePublicKey());
      Public key = publicKey(numbers.getModulus(), numbers.getPublicExponent());
      if (!Arrays.equals(key.encoded(), pkix)) {
        throw new InvalidKey("not the canonical DER of this key");
      }
      return key;
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      throw e instanceof InvalidKey known
          ? known
          : new InvalidKey("not the PKIX DER of an RSA key", e);
    }
  }

  private static Public publicKey(BigInteger modulus, BigInteger exponent) {
    int bits = modulus.bitLength();
    if (modulus.signum() <= 0 || bits < MIN_BITS || bits > MAX_BITS) {
      throw new InvalidKey("modulus of " + bits + " bits, allowed are 2048 to 8192");
    }
    if (!exponent.testBit(0)
        || exponent.compareTo(BigInteger.TWO) < 0
        || exponent.compareTo(MAX_EXPONENT) > 0) {
      throw new InvalidKey("public exponent must be odd and between 3 and 2^31-1");
    }
    try {
      var spec = new RSAPublicKeySpec(modulus, exponent);
      return new Public((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec));
    } catch (GeneralSecurityException e) {
      throw new InvalidKey("modulus and exponent are no RSA key", e);
    }
  }

  /// @throws InvalidKey if it is not canonical PKCS#1 DER of a key within the bounds
  public static SigningKey privateKey(byte[] pkcs1) {
    checkLength(pkcs1);
    try {
      RSAPrivateKey n = RSAPrivateKey.getInstance(pkcs1);
      publicKey(n.getModulus(), n.getPublicExponent());
      var spec =
          new RSAPrivateCrtKeySpec(
              n.getModulus(),
              n.getPublicExponent(),
              n.getPrivateExponent(),
              n.getPrime1(),
              n.getPrime2(),
              n.getExponent1(),
              n.getExponent2(),
              n.getCoefficient());
      Private key =
          new Private((RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec));
      if (!n.getPrime1().multiply(n.getPrime2()).equals(n.getModulus())
          || !Arrays.equals(key.encoded(), pkcs1)) {
        throw new InvalidKey("the parts do not fit together or the DER is not canonical");
      }
      return key;
    } catch (GeneralSecurityException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      throw e instanceof InvalidKey known
          ? known
          : new InvalidKey("not the PKCS#1 DER of an RSA key", e);
    }
  }

  /// A key of 2,048 bits.
  public static SigningKey generate(RandomGenerator random) {
    return generate(random, MIN_BITS);
  }

  /// A key of so many bits; one of 8,192 takes a processor minutes.
  ///
  /// @throws InvalidKey if they are less than 2,048, more than 8,192 or no whole bytes
  public static SigningKey generate(RandomGenerator random, int bits) {
    if (bits < MIN_BITS || bits > MAX_BITS || bits % 8 != 0) {
      throw new InvalidKey(
          "an RSA key of " + bits + " bits; it has 2048 to 8192 bits, a multiple of 8");
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(
          bits, random instanceof SecureRandom secure ? secure : new Drawn(random));
      return new Private((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }

  private static void checkLength(byte[] der) {
    if (der.length > MAX_BYTES) {
      throw new InvalidKey(der.length + " bytes of DER, at most " + MAX_BYTES + " are read");
    }
  }

  /// Lets a simulation's generator make keys through the JDK's interface.
  private static final class Drawn extends SecureRandom {
    private final transient RandomGenerator source;

    Drawn(RandomGenerator source) {
      this.source = source;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      source.nextBytes(bytes);
    }
  }

  private record Public(RSAPublicKey key) implements VerifyingKey {
    @Override
    public byte[] encoded() {
      return key.getEncoded();
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      try {
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    }
  }

  private record Private(RSAPrivateCrtKey key) implements SigningKey {
    @Override
    public byte[] encoded() {
      try {
        return new RSAPrivateKey(
                key.getModulus(),
                key.getPublicExponent(),
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient())
            .getEncoded(ASN1Encoding.DER);
      } catch (IOException e) {
        throw new IllegalStateException("a key in memory cannot be encoded", e);
      }
    }

    @Override
    public VerifyingKey publicKey() {
      return RsaKeys.publicKey(key.getModulus(), key.getPublicExponent());
    }

    @Override
    public byte[] sign(byte[] message) {
      try {
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(key);
        signer.update(message);
        return signer.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a checked RSA key cannot sign", e);
      }
    }
  }
}
