package network.cairn.libp2p.transport.tcp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// A certificate with those that lead to its issuer, and its key, as two files of PEM hold them.
record PemFiles(X509Certificate[] chain, PrivateKey key) {
  private static final int MAX_BYTES = 256 << 10;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /// @throws IOException if one cannot be read, or they are not each other's
  static PemFiles read(Path certificates, Path key) throws IOException {
    X509Certificate[] chain = chain(certificates);
    PrivateKey own = key(key, chain[0].getPublicKey().getAlgorithm());
    if (!belong(chain[0].getPublicKey(), own)) {
      throw new IOException(
          "the key in " + key + " is not that of the first certificate in " + certificates);
    }
    return new PemFiles(chain, own);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + file);
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " has over " + MAX_BYTES + " bytes, no PEM of one host has");
    }
    return Files.readAllBytes(file);
  }

  private static X509Certificate[] chain(Path file) throws IOException {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new IOException(file + " holds no certificate");
      }
      chain.getFirst().checkValidity();
      return chain.toArray(X509Certificate[]::new);
    } catch (CertificateException e) {
      throw new IOException(file + " holds no usable certificate: " + e.getMessage(), e);
    }
  }

  private static PrivateKey key(Path file, String algorithm) throws IOException {
    String text = new String(bytes(file), StandardCharsets.US_ASCII);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(
          file
              + " holds no '"
              + BEGIN
              + "'; 'openssl pkcs8 -topk8 -nocrypt -in "
              + file.getFileName()
              + "' makes one of another form");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(text.substring(from + BEGIN.length(), to));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      throw new IOException(file + " holds no key of " + algorithm, e);
    }
  }

  private static boolean belong(PublicKey shown, PrivateKey own) throws IOException {
    String scheme =
        switch (shown.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> shown.getAlgorithm();
        };
    byte[] anything = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(scheme);
      signature.initSign(own);
      signature.update(anything);
      byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(anything);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IOException("keys of " + shown.getAlgorithm() + " cannot be used", e);
    }
  }
}
