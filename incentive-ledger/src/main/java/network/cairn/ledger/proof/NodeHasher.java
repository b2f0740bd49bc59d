package network.cairn.ledger.proof;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Joins two 32-byte nodes: SHA-256 of the 64 bytes with the two top bits of the last byte cleared.
///
/// Not thread-safe; allocates nothing per node.
final class NodeHasher {
  static final int NODE = 32;
  static final int MAX_LEVEL = 50;
  private static final byte[] ZEROS = zeros();
  private final MessageDigest sha256 = sha256();

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /// Hashes the 64 bytes at `pair[at]` into `out[outAt]`; the two ranges may overlap.
  void join(byte[] pair, int at, byte[] out, int outAt) {
    try {
      sha256.update(pair, at, 2 * NODE);
      sha256.digest(out, outAt, NODE);
      out[outAt + NODE - 1] &= 0x3f;
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 did not fit 32 bytes", e);
    }
  }

  /// Writes the root of an all-zero tree of 2^level leaves, level 0 to 50.
  static void zero(int level, byte[] out, int at) {
    System.arraycopy(ZEROS, level * NODE, out, at, NODE);
  }

  private static byte[] zeros() {
    NodeHasher hasher = new NodeHasher();
    byte[] zeros = new byte[(MAX_LEVEL + 1) * NODE];
    byte[] pair = new byte[2 * NODE];
    for (int level = 0; level < MAX_LEVEL; level++) {
      System.arraycopy(zeros, level * NODE, pair, 0, NODE);
      System.arraycopy(zeros, level * NODE, pair, NODE, NODE);
      hasher.join(pair, 0, zeros, (level + 1) * NODE);
    }
    return zeros;
  }
}
