package network.cairn.libp2p.crypto;

import java.io.IOException;
import java.math.BigInteger;
import network.cairn.base.hash.Sha256;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/// ECDSA over SHA-256 of the message with DER `SEQUENCE(r, s)`; nonces by RFC 6979, so that signing
/// needs no randomness.
final class DerSignature {
  /// Two 66-byte integers of P-521 with their headers fit well.
  private static final int MAX_BYTES = 160;

  private DerSignature() {}

  /// Signs; with `lowS` the smaller of the two valid `s` is taken.
  static byte[] sign(ECPrivateKeyParameters key, byte[] message, boolean lowS) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, key);
    BigInteger[] rs = signer.generateSignature(Sha256.of(message));
    BigInteger n = key.getParameters().getN();
    BigInteger s = lowS && rs[1].compareTo(n.shiftRight(1)) > 0 ? n.subtract(rs[1]) : rs[1];
    try {
      return StandardDSAEncoding.INSTANCE.encode(n, rs[0], s);
    } catch (IOException e) {
      throw new IllegalStateException("a signature just made cannot be encoded", e);
    }
  }

  /// Verifies; zero, negative or too large numbers and anything but minimal DER are no signature.
  static boolean verify(ECPublicKeyParameters key, byte[] message, byte[] signature) {
    if (signature.length > MAX_BYTES) {
      return false;
    }
    ECDomainParameters curve = key.getParameters();
    BigInteger[] rs;
    try {
      rs = StandardDSAEncoding.INSTANCE.decode(curve.getN(), signature);
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException e) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, key);
    return verifier.verifySignature(Sha256.of(message), rs[0], rs[1]);
  }
}
