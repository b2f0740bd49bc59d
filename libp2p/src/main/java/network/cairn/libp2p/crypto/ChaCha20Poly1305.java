package network.cairn.libp2p.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// ChaCha20-Poly1305 (RFC 8439) from the JDK, over heap arrays, in place if wished. One direction,
/// one thread at a time.
///
/// The caller counts nonces: sealing twice with one nonce is refused by the JDK where it follows at
/// once and would give the key stream away where not.
public final class ChaCha20Poly1305 {
  public static final int KEY = 32;
  public static final int NONCE = 12;

  /// Bytes by which sealed data is longer.
  public static final int TAG = 16;

  private final Cipher cipher;
  private final SecretKeySpec key;

  public ChaCha20Poly1305(byte[] key) {
    if (key.length != KEY) {
      throw new InvalidKey("ChaCha20 key of " + key.length + " bytes instead of 32");
    }
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has ChaCha20-Poly1305", e);
    }
  }

  /// Seals `length` bytes of `in`; `out` gets [#TAG] more. Both may be the same place.
  public void seal(
      byte[] nonce,
      byte[] associated,
      byte[] in,
      int inOffset,
      int length,
      byte[] out,
      int outOffset) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.updateAAD(associated);
      cipher.doFinal(in, inOffset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing " + length + " bytes failed", e);
    }
  }

  /// Opens `length` sealed bytes of `in`; `out` gets [#TAG] less, and nothing if the seal does not
  /// hold. Both may be the same place.
  ///
  /// @return whether the seal holds
  public boolean open(
      byte[] nonce,
      byte[] associated,
      byte[] in,
      int inOffset,
      int length,
      byte[] out,
      int outOffset) {
    if (length < TAG) {
      return false;
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.updateAAD(associated);
      cipher.doFinal(in, inOffset, length, out, outOffset);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening " + length + " bytes failed", e);
    }
  }
}
