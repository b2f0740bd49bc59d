package network.cairn.base.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 of the JDK. Stateless and thread-safe.
public final class Sha256 {
  /// Bytes of a hash.
  public static final int LENGTH = 32;

  private Sha256() {}

  /// The hash of these parts, one after the other.
  public static byte[] of(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
