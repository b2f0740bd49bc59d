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
    digest.update(tag);
    digest.update(first);
    digest.update(second);
    return digest.digest();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
