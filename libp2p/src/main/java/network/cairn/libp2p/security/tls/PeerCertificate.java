package network.cairn.libp2p.security.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;

/// Judges the certificate that a peer shows.
final class PeerCertificate {
  /// An honest one with an RSA identity of 8,192 bits takes less than 4 KiB.
  static final int MAX_BYTES = 8192;

  /// Extensions that may be critical beside libp2p's: key usage, alternative name, basic
  /// constraints, extended key usage. They say nothing that this use of the key could break.
  private static final List<String> KNOWN =
      List.of(Binding.OID, "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.37");

  private static final String OR_CLOCK = ", or this machine's clock is wrong";

  private PeerCertificate() {}

  /// Reads a certificate and judges it.
  ///
  /// @param now milliseconds since the epoch
  static PublicKey decode(byte[] der, long now) throws HandshakeFailed {
    if (der.length > MAX_BYTES) {
      throw tooLarge(der.length);
    }
    try {
      return identity(UnnamedIssuers.read(der), now);
    } catch (CertificateException e) {
      throw new HandshakeFailed(Reason.UNREADABLE, "the peer sent no certificate that is read", e);
    } catch (RuntimeException e) {
      throw new HandshakeFailed(Reason.MALFORMED, "the certificate cannot be judged", e);
    }
  }

  /// The identity key that answers for the certificate.
  ///
  /// @throws HandshakeFailed if the certificate is not valid now, not signed by its own key,
  ///   carries an unknown critical extension, or its libp2p extension is missing or does not hold
  static PublicKey identity(X509Certificate certificate, long now) throws HandshakeFailed {
    checkSize(certificate);
    checkDates(certificate, now);
    checkExtensions(certificate);
    byte[] binding = certificate.getExtensionValue(Binding.OID);
    if (binding == null) {
      throw new HandshakeFailed(
          Reason.MALFORMED, "the certificate lacks the libp2p extension " + Binding.OID);
    }
    checkSelfSigned(certificate);
    return Binding.decode(binding, certificate.getPublicKey().getEncoded());
  }

  static void checkSelfSigned(X509Certificate certificate) throws HandshakeFailed {
    try {
      certificate.verify(certificate.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new HandshakeFailed(
          Reason.NOT_AUTHENTIC, "the certificate is not signed by its own key", e);
    }
  }

  private static void checkSize(X509Certificate certificate) throws HandshakeFailed {
    int size;
    try {
      size = certificate.getEncoded().length;
    } catch (CertificateException e) {
      throw new HandshakeFailed(Reason.MALFORMED, "the peer sent what is no certificate", e);
    }
    if (size > MAX_BYTES) {
      throw tooLarge(size);
    }
  }

  private static HandshakeFailed tooLarge(int size) {
    return new HandshakeFailed(
        Reason.MALFORMED,
        "a certificate of " + size + " bytes, at most " + MAX_BYTES + " are read");
  }

  private static void checkDates(X509Certificate certificate, long now) throws HandshakeFailed {
    Instant at = Instant.ofEpochMilli(now);
    Instant until = certificate.getNotAfter().toInstant();
    Instant from = certificate.getNotBefore().toInstant();
    if (at.isAfter(until)) {
      throw new HandshakeFailed(
          Reason.NOT_AUTHENTIC, "the certificate expired at " + until + OR_CLOCK);
    }
    if (at.isBefore(from)) {
      throw new HandshakeFailed(
          Reason.NOT_AUTHENTIC, "the certificate is valid only from " + from + OR_CLOCK);
    }
  }

  private static void checkExtensions(X509Certificate certificate) throws HandshakeFailed {
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    if (critical == null) {
      return;
    }
    Set<String> unknown = new HashSet<>(critical);
    KNOWN.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new HandshakeFailed(
          Reason.MALFORMED,
          "the certificate has a critical extension that is not known: "
              + unknown.stream().sorted().findFirst().orElseThrow());
    }
  }
}
