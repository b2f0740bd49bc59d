package network.cairn.libp2p.crypto;

import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/// The key stream of XSalsa20 (D. J. Bernstein, Extending the Salsa20 nonce), laid over bytes. It
/// hides them and proves nothing. One direction, one thread at a time.
public final class XSalsa20 {
  public static final int KEY = 32;
  public static final int NONCE = 24;

  private final XSalsa20Engine engine = new XSalsa20Engine();

  /// @throws InvalidKey if the key is not of 32 bytes
  public XSalsa20(byte[] key, byte[] nonce) {
    if (key.length != KEY) {
      throw new InvalidKey("XSalsa20 key of " + key.length + " bytes instead of 32");
    }
    engine.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
  }

  /// Hides or shows the next `length` bytes of `in`; both may be the same place.
  public void next(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    engine.processBytes(in, inOffset, length, out, outOffset);
  }
}
