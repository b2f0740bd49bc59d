package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.types.Sha256;

/// The binary SHA-256 tree of RFC 6962 that CometBFT hashes lists with.
public final class MerkleTree {
  private static final byte[] LEAF = {0};
  private static final byte[] INNER = {1};

  private MerkleTree() {}

  /// The root over the leaves in order; that of no leaves is the hash of nothing.
  public static ByteString root(List<ByteString> leaves) {
    return ByteString.copyFrom(leaves.isEmpty() ? Sha256.of() : subtree(leaves));
  }

  private static byte[] subtree(List<ByteString> leaves) {
    if (leaves.size() == 1) {
      return Sha256.of(LEAF, leaves.getFirst().toByteArray());
    }
    int split = splitPoint(leaves.size());
    return inner(subtree(leaves.subList(0, split)), subtree(leaves.subList(split, leaves.size())));
  }

  static byte[] inner(byte[] left, byte[] right) {
    return Sha256.of(INNER, left, right);
  }

  /// The greatest power of two below a length above 1; 0 for one leaf.
  static int splitPoint(int length) {
    return length <= 1 ? 0 : Integer.highestOneBit(length - 1);
  }
}
