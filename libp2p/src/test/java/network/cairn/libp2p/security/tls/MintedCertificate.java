package network.cairn.libp2p.security.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import network.cairn.libp2p.peer.PrivateKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.Properties;
import org.jspecify.annotations.Nullable;

/// Certificates that a forger makes, valid but for what is said otherwise.
final class MintedCertificate {
  private static final int ISSUER_AT = 3;
  private static final String NO_ISSUER = "org.bouncycastle.x509.allow_empty_issuer_cert";

  final KeyPair pair = pair();
  final List<Extension> extensions = new ArrayList<>();
  KeyPair signer = pair;
  X500Name issuer = new X500Name("CN=forger");
  SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
  Instant from = Instant.now().minus(Duration.ofDays(1));
  Instant until = Instant.now().plus(Duration.ofDays(1));

  static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// Bound to this identity.
  static MintedCertificate of(PrivateKey identity) {
    MintedCertificate minted = new MintedCertificate();
    return minted.with(
        Binding.OID, false, Binding.encode(identity, minted.pair.getPublic().getEncoded()));
  }

  MintedCertificate with(String oid, boolean critical, byte[] value) {
    extensions.add(new Extension(new ASN1ObjectIdentifier(oid), critical, value));
    return this;
  }

  byte[] der() throws Exception {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.TWO));
    generator.setIssuer(new X500Name("CN=forger"));
    generator.setSubject(new X500Name("CN=forger"));
    generator.setSignature(algorithm);
    generator.setStartDate(new Time(Date.from(from), Locale.ROOT));
    generator.setEndDate(new Time(Date.from(until), Locale.ROOT));
    generator.setSubjectPublicKeyInfo(key);
    if (!extensions.isEmpty()) {
      generator.setExtensions(new Extensions(extensions.toArray(Extension[]::new)));
    }
    // The generator takes no issuer without a name.
    ASN1Encodable[] fields =
        ASN1Sequence.getInstance(generator.generateTBSCertificate().getEncoded("DER")).toArray();
    fields[ISSUER_AT] = issuer;
    DERSequence tbs = new DERSequence(fields);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer.getPrivate());
    signature.update(tbs.getEncoded("DER"));
    ASN1Encodable[] parts = {tbs, algorithm, new DERBitString(signature.sign())};
    return new DERSequence(parts).getEncoded("DER");
  }

  X509Certificate certificate() throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der()));
  }

  /// As [#certificate], read by a library that is less strict than the JDK.
  X509Certificate lenient() throws Exception {
    byte[] der = der();
    Properties.setThreadOverride(NO_ISSUER, true);
    try {
      return (X509Certificate)
          new org.bouncycastle.jcajce.provider.asymmetric.x509.CertificateFactory()
              .engineGenerateCertificate(new ByteArrayInputStream(der));
    } finally {
      Properties.removeThreadOverride(NO_ISSUER);
    }
  }

  /// A key manager that shows these certificates; none at all if there are none.
  static X509ExtendedKeyManager shown(KeyPair pair, X509Certificate... chain) {
    return new Shown(pair, chain);
  }

  private static final class Shown extends X509ExtendedKeyManager {
    private final KeyPair pair;
    private final X509Certificate[] chain;

    Shown(KeyPair pair, X509Certificate... chain) {
      this.pair = pair;
      this.chain = chain;
    }

    private @Nullable String alias() {
      return chain.length == 0 ? null : "forger";
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return List.of(keyTypes).contains("EC") ? alias() : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return keyType.equals("EC") ? alias() : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.clone();
    }

    @Override
    public java.security.PrivateKey getPrivateKey(String alias) {
      return pair.getPrivate();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
