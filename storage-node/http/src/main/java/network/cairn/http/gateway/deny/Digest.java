package network.cairn.http.gateway.deny;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.cairn.ipld.multihash.Multihash;

/// The first half of a SHA-256, by which what is blocked is known without being told.
record Digest(long first, long second) {
  static Digest of(byte[] sha256) {
    ByteBuffer bytes = ByteBuffer.wrap(sha256);
    return new Digest(bytes.getLong(), bytes.getLong());
  }

  /// Of a text.
  static Digest ofText(String text) {
    byte[] multihash = Multihash.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
    return of(Arrays.copyOfRange(multihash, 2, multihash.length));
  }
}
