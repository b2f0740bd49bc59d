package network.cairn.libp2p.security.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPath;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateFactorySpi;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.Properties;

/// Reads certificates whose issuer has no name, as js-libp2p makes them. The JDK reads none (RFC
/// 5280, 4.1.2.4); a libp2p peer is known by what its certificate carries, whoever is said to have
/// issued it.
///
/// The JDK's TLS takes the reader of the process's first provider and can be given no other. So one
/// is put before all others that does what the JDK's does, and more only in handshakes of this
/// package. Thread-safe.
final class UnnamedIssuers {
  private static final String NAME = "CairnUnnamedIssuers";
  private static final String TYPE = "X.509";
  private static final String BY_BOUNCY_CASTLE = "org.bouncycastle.x509.allow_empty_issuer_cert";
  private static final int MOST_RSA_BITS = 4096;
  private static final int MOST_EXPONENT_BITS = 32;

  /// Bytes of any other key: what the largest named curve takes.
  private static final int MOST_KEY = 160;

  private static final ScopedValue<Boolean> HANDSHAKE = ScopedValue.newInstance();

  private UnnamedIssuers() {}

  /// What runs a handshake on its own thread.
  interface Handshake {
    void run() throws IOException;
  }

  /// Runs a handshake in which such certificates are read.
  static void within(Handshake handshake) throws IOException {
    if (Security.getProvider(NAME) == null) {
      // Of two at once the second is left out.
      var _ = Security.insertProviderAt(new Source(), 1);
    }
    var _ =
        ScopedValue.where(HANDSHAKE, true)
            .call(() -> {
              handshake.run();
              return true;
            });
  }

  /// Reads any certificate.
  static X509Certificate read(byte[] der) throws CertificateException {
    return read(CertificateFactory.getInstance(TYPE), der);
  }

  private static X509Certificate read(CertificateFactory jdk, byte[] der)
      throws CertificateException {
    try {
      return (X509Certificate) jdk.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      return unnamed(der).orElseThrow(() -> e);
    }
  }

  private static Optional<X509Certificate> unnamed(byte[] der) {
    if (der.length > PeerCertificate.MAX_BYTES) {
      return Optional.empty();
    }
    // Bouncy Castle refuses them too, unless the thread says otherwise.
    Properties.setThreadOverride(BY_BOUNCY_CASTLE, true);
    try {
      var told = org.bouncycastle.asn1.x509.Certificate.getInstance(der);
      if (!isCheap(told.getSubjectPublicKeyInfo())) {
        return Optional.empty();
      }
      return Optional.ofNullable(
              (X509Certificate)
                  new org.bouncycastle.jcajce.provider.asymmetric.x509.CertificateFactory()
                      .engineGenerateCertificate(new ByteArrayInputStream(der)))
          .filter(read -> read.getIssuerX500Principal().getName().isEmpty())
          .filter(read -> Optional.ofNullable(read.getPublicKey()).isPresent());
    } catch (CertificateException | IOException | RuntimeException e) {
      return Optional.empty();
    } finally {
      Properties.removeThreadOverride(BY_BOUNCY_CASTLE);
    }
  }

  /// Whether a key costs little to read and to verify with. Bouncy Castle takes moduli of 16,384
  /// bits with exponents as long, and tests each for being prime: seconds for every handshake of
  /// somebody who has proved nothing.
  private static boolean isCheap(SubjectPublicKeyInfo key) throws IOException {
    if (!key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return key.getEncoded().length <= MOST_KEY;
    }
    RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
    return rsa.getModulus().bitLength() <= MOST_RSA_BITS
        && rsa.getPublicExponent().bitLength() <= MOST_EXPONENT_BITS;
  }

  private static final class Source extends Provider {
    private static final long serialVersionUID = 1;

    Source() {
      super(NAME, "1", "reads certificates of libp2p peers whose issuer has no name");
      putService(
          new Service(this, "CertificateFactory", TYPE, Reader.class.getName(), List.of(), null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
              try {
                return new Reader(CertificateFactory.getInstance(TYPE, "SUN"));
              } catch (GeneralSecurityException e) {
                throw new NoSuchAlgorithmException("this Java reads no certificates", e);
              }
            }
          });
    }
  }

  /// The JDK's reader, but for a handshake.
  private static final class Reader extends CertificateFactorySpi {
    private final CertificateFactory jdk;

    Reader(CertificateFactory jdk) {
      this.jdk = jdk;
    }

    @Override
    public Certificate engineGenerateCertificate(InputStream in) throws CertificateException {
      if (!HANDSHAKE.isBound()) {
        return jdk.generateCertificate(in);
      }
      try {
        return read(jdk, in.readAllBytes());
      } catch (IOException e) {
        throw new CertificateException(e);
      }
    }

    @Override
    public Collection<? extends Certificate> engineGenerateCertificates(InputStream in)
        throws CertificateException {
      return jdk.generateCertificates(in);
    }

    @Override
    public CRL engineGenerateCRL(InputStream in) throws CRLException {
      return jdk.generateCRL(in);
    }

    @Override
    public Collection<? extends CRL> engineGenerateCRLs(InputStream in) throws CRLException {
      return jdk.generateCRLs(in);
    }

    @Override
    public CertPath engineGenerateCertPath(InputStream in) throws CertificateException {
      return jdk.generateCertPath(in);
    }

    @Override
    public CertPath engineGenerateCertPath(InputStream in, String encoding)
        throws CertificateException {
      return jdk.generateCertPath(in, encoding);
    }

    @Override
    public CertPath engineGenerateCertPath(List<? extends Certificate> certificates)
        throws CertificateException {
      return jdk.generateCertPath(certificates);
    }

    @Override
    public Iterator<String> engineGetCertPathEncodings() {
      return jdk.getCertPathEncodings();
    }
  }
}
