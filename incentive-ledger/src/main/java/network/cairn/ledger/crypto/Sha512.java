package network.cairn.ledger.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-512, the hash inside Ed25519 and its VRF.
final class Sha512 {
  private Sha512() {}

  /// SHA-512 of the parts, joined.
  static byte[] hash(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-512", e);
    }
  }
}
