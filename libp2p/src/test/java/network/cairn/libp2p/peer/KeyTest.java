package network.cairn.libp2p.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import network.cairn.testing.Property;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void keysOfEveryTypeSignVerifyAndRoundTrip(KeyType type) {
    PrivateKey key = PrivateKey.generate(type, new Random(type.code()));
    byte[] signature = key.sign(MESSAGE);
    assertThat(key.publicKey().verify(MESSAGE, signature)).isTrue();
    assertThat(key.publicKey().verify(new byte[] {1, 2, 4}, signature)).isFalse();
    assertThat(PrivateKey.decode(key.protobuf()).publicKey()).isEqualTo(key.publicKey());
    assertThat(PublicKey.decode(key.publicKey().protobuf())).isEqualTo(key.publicKey());
    PeerId id = PeerId.of(key.publicKey());
    assertThat(PeerId.parse(id.toString())).isEqualTo(id);
    boolean inlined = type == KeyType.ED25519 || type == KeyType.SECP256K1;
    assertThat(id.inlineKey().isPresent()).isEqualTo(inlined);
    assertThat(id.inlineKey().orElse(key.publicKey())).isEqualTo(key.publicKey());
    assertThat(key.toString())
        .doesNotContain(HexFormat.of().formatHex(key.protobuf()).substring(8, 24));
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void noFlippedBitOfASignatureVerifies(KeyType type) {
    PrivateKey key = PrivateKey.generate(type, new Random(9));
    byte[] signature = key.sign(MESSAGE);
    Property.check(
        40,
        random -> {
          byte[] forged = signature.clone();
          forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
          assertThat(key.publicKey().verify(MESSAGE, forged)).isFalse();
        });
    assertThat(key.publicKey().verify(MESSAGE, new byte[0])).isFalse();
    assertThat(key.publicKey().verify(MESSAGE, Arrays.copyOf(signature, signature.length + 1)))
        .isFalse();
    assertThat(key.publicKey().verify(MESSAGE, new byte[10_000])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "0801", // cut
        "12200801", // data before type
        "08041201aa", // unknown type
        "0880011200", // type not minimal
        "08011221aa", // announces more than there is
        "0801128100aa", // length not minimal
        "08011201aabb", // trailing byte
        "08011201aa1a00", // another field
        "0801121faaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", // Ed25519 of 31
        // bytes
        "08021221020000000000000000000000000000000000000000000000000000000000000005", // not on
        // secp256k1
        "08021221047777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99", // wrong point
        // prefix
        "0803120100", // no DER
        "0800120100" // no DER
      })
  void malformedPublicKeysAreRefused(String hex) {
    assertThatThrownBy(() -> PublicKey.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(InvalidPeer.class);
  }

  @Test
  void anEd25519KeyWithAnotherPublicPartIsRefused() {
    byte[] protobuf = PrivateKey.generate(KeyType.ED25519, new Random(1)).protobuf();
    protobuf[protobuf.length - 1] ^= 1;
    assertThatThrownBy(() -> PrivateKey.decode(protobuf)).isInstanceOf(InvalidPeer.class);
  }

  @Test
  void rsaOutOfBoundsIsRefusedBeforeAnyArithmetic() {
    BigInteger f4 = BigInteger.valueOf(65_537);
    BigInteger good = BigInteger.ONE.shiftLeft(2047).setBit(0);
    assertThat(PublicKey.of(KeyType.RSA, rsa(good, f4)).type()).isEqualTo(KeyType.RSA);
    assertThat(PublicKey.of(KeyType.RSA, rsa(BigInteger.ONE.shiftLeft(8191).setBit(0), f4)).type())
        .isEqualTo(KeyType.RSA);
    refused(rsa(BigInteger.ONE.shiftLeft(2046).setBit(0), f4), "2047 bits");
    refused(rsa(BigInteger.ONE.shiftLeft(8192).setBit(0), f4), "8193 bits");
    refused(rsa(good, BigInteger.valueOf(65_536)), "exponent");
    refused(rsa(good, BigInteger.ONE), "exponent");
    refused(rsa(good, BigInteger.ONE.shiftLeft(31).setBit(0)), "exponent");
    refused(rsa(good, BigInteger.ONE.shiftLeft(2000).setBit(0)), "exponent");
    refused(rsa(good.negate(), f4), "canonical");
    byte[] trailing = rsa(good, f4);
    refused(Arrays.copyOf(trailing, trailing.length + 1), "RSA");
    assertThatThrownBy(() -> PublicKey.decode(new byte[100_000])).isInstanceOf(InvalidPeer.class);
  }

  private static void refused(byte[] der, String why) {
    assertThatThrownBy(() -> PublicKey.of(KeyType.RSA, der))
        .isInstanceOf(InvalidPeer.class)
        .hasMessageContaining(why);
  }

  private static byte[] rsa(BigInteger modulus, BigInteger exponent) {
    try {
      var algorithm =
          new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
      // Straight from the numbers: the library's own class refuses some of them.
      ASN1EncodableVector numbers = new ASN1EncodableVector();
      numbers.add(new ASN1Integer(modulus));
      numbers.add(new ASN1Integer(exponent));
      return new SubjectPublicKeyInfo(algorithm, new DERSequence(numbers)).getEncoded("DER");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ecdsaKeysNameTheirCurveAndNothingFollows() throws Exception {
    byte[] good = PrivateKey.generate(KeyType.ECDSA, new Random(3)).publicKey().data();
    assertThatThrownBy(() -> PublicKey.of(KeyType.ECDSA, Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(InvalidPeer.class);
    X9ECParameters curve = CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
    byte[] point = Arrays.copyOfRange(good, good.length - 65, good.length);
    var explicit = new X962Parameters(curve);
    byte[] der =
        new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, explicit), point)
            .getEncoded("DER");
    assertThatThrownBy(() -> PublicKey.of(KeyType.ECDSA, der)).isInstanceOf(InvalidPeer.class);
    var koblitz =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1);
    byte[] other = new SubjectPublicKeyInfo(koblitz, point).getEncoded("DER");
    assertThatThrownBy(() -> PublicKey.of(KeyType.ECDSA, other))
        .isInstanceOf(InvalidPeer.class)
        .hasMessageContaining("P-256");
    byte[] offCurve = good.clone();
    offCurve[good.length - 1] ^= 1;
    assertThatThrownBy(() -> PublicKey.of(KeyType.ECDSA, offCurve)).isInstanceOf(InvalidPeer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3006020100020101", // r zero
        "3006020101020100", // s zero
        "30060201ff020101", // r negative
        "300702020001020101", // r not minimal
        "3080020101020101", // indefinite length
        "300602010102010100", // trailing byte
        "3003020101", // one number
        "0500" // no sequence
      })
  void oddEcdsaSignaturesAreInvalidAndNeverThrow(String hex) {
    byte[] signature = HexFormat.of().parseHex(hex);
    for (KeyType type : new KeyType[] {KeyType.ECDSA, KeyType.SECP256K1}) {
      PublicKey key = PrivateKey.generate(type, new Random(5)).publicKey();
      assertThat(key.verify(MESSAGE, signature)).isFalse();
    }
  }

  @Test
  void peerIdsAreHashesOrInlinedKeysOnly() {
    for (String hex :
        new String[] {
          "", "00", "0000", "1220aa", "1114" + "aa".repeat(20), "002b" + "aa".repeat(43)
        }) {
      assertThatThrownBy(() -> PeerId.decode(HexFormat.of().parseHex(hex)))
          .isInstanceOf(InvalidPeer.class);
    }
    for (String text :
        new String[] {"", "1", "Qm", "z", "b", "Qm0OIl", "bafkqaaa", "1".repeat(200)}) {
      assertThatThrownBy(() -> PeerId.parse(text)).as(text).isInstanceOf(InvalidPeer.class);
    }
  }

  @Test
  void peerIdsAreOrderedByBytes() {
    PeerId a = PeerId.decode(HexFormat.of().parseHex("1220" + "01".repeat(32)));
    PeerId b = PeerId.decode(HexFormat.of().parseHex("1220" + "ff".repeat(32)));
    assertThat(a).isLessThan(b).isEqualByComparingTo(PeerId.decode(a.bytes()));
  }
}
