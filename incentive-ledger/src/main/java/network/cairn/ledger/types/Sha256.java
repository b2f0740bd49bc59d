package network.cairn.ledger.types;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, the only hash of the ledger's own values.
public final class Sha256 {
  private Sha256() {}

  /// SHA-256 of the parts, joined.
  public static byte[] of(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
