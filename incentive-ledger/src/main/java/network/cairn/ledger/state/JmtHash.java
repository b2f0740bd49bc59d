package network.cairn.ledger.state;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The hashes of the Jellyfish-Merkle tree with SHA-256. One per computation: not thread-safe.
final class JmtHash {
  static final int SIZE = 32;
  private static final byte[] EMPTY = ascii("SPARSE_MERKLE_PLACEHOLDER_HASH__");
  private static final byte[] LEAF = ascii("JMT::LeafNode");
  private static final byte[] INNER = ascii("JMT::IntrnalNode");
  private final MessageDigest digest;

  /// What is hashed with a tag, in one piece, because pieces cost more than bytes.
  private final byte[] joined = new byte[INNER.length + 2 * SIZE];

  JmtHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /// The hash of a tree without entries.
  static byte[] empty() {
    return EMPTY.clone();
  }

  static byte[] leafTag() {
    return LEAF.clone();
  }

  static byte[] innerTag() {
    return INNER.clone();
  }

  byte[] plain(byte[] bytes) {
    return digest.digest(bytes);
  }

  byte[] leaf(byte[] keyHash, byte[] valueHash) {
    return tagged(LEAF, keyHash, valueHash);
  }

  byte[] inner(byte[] left, byte[] right) {
    return tagged(INNER, left, right);
  }

  private byte[] tagged(byte[] tag, byte[] first, byte[] second) {
    System.arraycopy(tag, 0, joined, 0, tag.length);
    System.arraycopy(first, 0, joined, tag.length, SIZE);
    System.arraycopy(second, 0, joined, tag.length + SIZE, SIZE);
    digest.update(joined, 0, tag.length + 2 * SIZE);
    return digest.digest();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
