package network.cairn.libp2p.security.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import network.cairn.libp2p.peer.PrivateKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/// The certificate that this host shows, and its key: P-256, which every libp2p can verify, made
/// once for the life of a host. Immutable; the same for every connection.
///
/// The libp2p extension is the first, as js-libp2p looks at no other.
final class OwnCertificate extends X509ExtendedKeyManager {
  private static final String ALIAS = "host";
  private static final String KEY_TYPE = "EC";
  private static final AlgorithmIdentifier SIGNATURE =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  /// Far on both sides, and fixed: peers judge the dates by their clocks, and a host whose own
  /// clock is wrong would be refused by all of them.
  private static final Instant FROM = Instant.parse("2000-01-01T00:00:00Z");

  private static final Instant UNTIL = Instant.parse("2126-01-01T00:00:00Z");
  private static final int LAST_UTC_YEAR = 2049;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final java.security.PrivateKey key;
  private final X509Certificate certificate;

  private OwnCertificate(java.security.PrivateKey key, X509Certificate certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  /// Makes a key and its certificate, valid from the year 2000 until the year 2126.
  static OwnCertificate make(PrivateKey identity, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(KEY_TYPE);
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      V3TBSCertificateGenerator tbs = new V3TBSCertificateGenerator();
      X500Name name =
          new X500NameBuilder()
              .addRDN(BCStyle.SERIALNUMBER, new BigInteger(63, random).toString())
              .build();
      tbs.setSerialNumber(new ASN1Integer(new BigInteger(63, random)));
      tbs.setIssuer(name);
      tbs.setSubject(name);
      tbs.setSignature(SIGNATURE);
      tbs.setStartDate(time(FROM));
      tbs.setEndDate(time(UNTIL));
      tbs.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(spki));
      tbs.setExtensions(
          new Extensions(
              new Extension(
                  new ASN1ObjectIdentifier(Binding.OID), false, Binding.encode(identity, spki))));
      return new OwnCertificate(
          pair.getPrivate(), signed(tbs.generateTBSCertificate(), pair.getPrivate(), random));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot make a certificate on P-256", e);
    }
  }

  private static X509Certificate signed(
      TBSCertificate tbs, java.security.PrivateKey key, SecureRandom random)
      throws GeneralSecurityException, IOException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key, random);
    signature.update(tbs.getEncoded(ASN1Encoding.DER));
    ASN1Encodable[] parts = {tbs, SIGNATURE, new DERBitString(signature.sign())};
    byte[] der = new DERSequence(parts).getEncoded(ASN1Encoding.DER);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /// Two digits of the year until 2049, four from then on (RFC 5280, 4.1.2.5).
  private static Time time(Instant at) {
    String text = DATE.format(at);
    return at.atOffset(ZoneOffset.UTC).getYear() <= LAST_UTC_YEAR
        ? new Time(new DERUTCTime(text.substring(2)))
        : new Time(new DERGeneralizedTime(text));
  }

  X509Certificate certificate() {
    return certificate;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[] {certificate};
  }

  @Override
  public java.security.PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return Arrays.asList(keyTypes).contains(KEY_TYPE) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return keyType.equals(KEY_TYPE) ? ALIAS : null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineClientAlias(keyTypes, issuers, null);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }
}
