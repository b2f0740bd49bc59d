package network.cairn.libp2p.security.noise;

import network.cairn.libp2p.crypto.ChaCha20Poly1305;

/// One direction of sealed messages: a key and the count of messages. One thread at a time.
final class CipherState {
  /// js-libp2p ends a connection here, so it is the end for everyone; 256 TiB of full records.
  static final long MAX_MESSAGES = (1L << 32) - 2;

  static final int TAG = ChaCha20Poly1305.TAG;

  private static final byte[] NO_DATA = new byte[0];

  private final ChaCha20Poly1305 cipher;
  private final byte[] nonce = new byte[ChaCha20Poly1305.NONCE];
  private long count;

  CipherState(byte[] key) {
    this(key, 0);
  }

  CipherState(byte[] key, long count) {
    this.cipher = new ChaCha20Poly1305(key);
    this.count = count;
  }

  /// Whether no further message may use this key.
  boolean exhausted() {
    return count >= MAX_MESSAGES;
  }

  void seal(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    seal(NO_DATA, in, inOffset, length, out, outOffset);
  }

  void seal(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    cipher.seal(nextNonce(), associated, in, inOffset, length, out, outOffset);
  }

  boolean open(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    return open(NO_DATA, in, inOffset, length, out, outOffset);
  }

  boolean open(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    return cipher.open(nextNonce(), associated, in, inOffset, length, out, outOffset);
  }

  /// Four zero bytes, then the count in little-endian.
  private byte[] nextNonce() {
    if (exhausted()) {
      throw new IllegalStateException(
          "this key has sealed " + count + " messages and must not seal another");
    }
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[4 + i] = (byte) (count >>> 8 * i);
    }
    count++;
    return nonce;
  }
}
