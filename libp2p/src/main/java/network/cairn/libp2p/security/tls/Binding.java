package network.cairn.libp2p.security.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/// The extension by which an identity key answers for a certificate's key: `SEQUENCE { OCTET STRING
/// identity key, OCTET STRING signature }` (libp2p specs, tls).
final class Binding {
  static final String OID = "1.3.6.1.4.1.53594.1.1";

  private static final byte[] DOMAIN = "libp2p-tls-handshake:".getBytes(StandardCharsets.US_ASCII);

  private Binding() {}

  /// The extension's value for a certificate with this key (SubjectPublicKeyInfo, DER).
  static byte[] encode(PrivateKey identity, byte[] certificateKey) {
    ASN1Encodable[] fields = {
      new DEROctetString(identity.publicKey().protobuf()),
      new DEROctetString(identity.sign(signed(certificateKey)))
    };
    try {
      return new DERSequence(fields).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("an extension in memory cannot be encoded", e);
    }
  }

  /// The identity that answers for this key; its bounds are checked before it verifies anything.
  ///
  /// @param value the extension's value, in the octet string that a certificate carries it in
  static PublicKey decode(byte[] value, byte[] certificateKey) throws HandshakeFailed {
    byte[][] fields = fields(value);
    PublicKey identity;
    try {
      identity = PublicKey.decode(fields[0]);
    } catch (InvalidPeer e) {
      throw new HandshakeFailed(
          Reason.MALFORMED,
          "the certificate names an identity key that is refused: " + e.getMessage(),
          e);
    }
    if (!identity.verify(signed(certificateKey), fields[1])) {
      throw new HandshakeFailed(
          Reason.NOT_AUTHENTIC,
          "the identity key's signature over the certificate's key does not hold");
    }
    return identity;
  }

  private static byte[][] fields(byte[] value) throws HandshakeFailed {
    try {
      byte[] inner = ASN1OctetString.getInstance(parsed(value)).getOctets();
      ASN1Sequence sequence = ASN1Sequence.getInstance(parsed(inner));
      if (sequence.size() == 2) {
        return new byte[][] {
          ASN1OctetString.getInstance(sequence.getObjectAt(0)).getOctets(),
          ASN1OctetString.getInstance(sequence.getObjectAt(1)).getOctets()
        };
      }
      throw new IOException(sequence.size() + " fields");
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      throw new HandshakeFailed(
          Reason.MALFORMED, "the certificate's libp2p extension is not two octet strings", e);
    }
  }

  private static ASN1Primitive parsed(byte[] der) throws IOException {
    if (der.length == 0) {
      throw new IOException("nothing at all");
    }
    return ASN1Primitive.fromByteArray(der);
  }

  private static byte[] signed(byte[] certificateKey) {
    byte[] text = Arrays.copyOf(DOMAIN, DOMAIN.length + certificateKey.length);
    System.arraycopy(certificateKey, 0, text, DOMAIN.length, certificateKey.length);
    return text;
  }
}
