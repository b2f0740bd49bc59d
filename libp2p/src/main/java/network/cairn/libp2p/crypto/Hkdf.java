package network.cairn.libp2p.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.base.hash.Sha256;

/// HKDF (RFC 5869) with HMAC-SHA-256 from the JDK.
public final class Hkdf {
  private Hkdf() {}

  /// Derives `length` bytes (at most 8,160) from input key material.
  public static byte[] derive(byte[] salt, byte[] material, byte[] info, int length) {
    return expand(extract(salt, material), info, length);
  }

  /// A pseudorandom key of 32 bytes; an empty salt counts as 32 zero bytes.
  public static byte[] extract(byte[] salt, byte[] material) {
    return hmac(salt.length == 0 ? new byte[Sha256.LENGTH] : salt).doFinal(material);
  }

  private static byte[] expand(byte[] key, byte[] info, int length) {
    if (length < 0 || length > 255 * Sha256.LENGTH) {
      throw new IllegalArgumentException("HKDF-SHA-256 derives at most 8160 bytes, not " + length);
    }
    Mac mac = hmac(key);
    byte[] derived = new byte[length];
    byte[] block = new byte[0];
    for (int at = 0, counter = 1; at < length; at += block.length, counter++) {
      mac.update(block);
      mac.update(info);
      block = mac.doFinal(new byte[] {(byte) counter});
      System.arraycopy(block, 0, derived, at, Math.min(block.length, length - at));
    }
    Arrays.fill(block, (byte) 0);
    return derived;
  }

  private static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }
}
