package network.cairn.ledger.chain;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import network.cairn.base.hash.Sha256;

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

  /// What proves that a leaf is in its place: the roots beside its way up, from the leaf on.
  public static List<ByteString> path(List<ByteString> leaves, int index) {
    List<ByteString> aunts = new ArrayList<>();
    List<ByteString> below = leaves;
    int at = index;
    while (below.size() > 1) {
      int split = splitPoint(below.size());
      boolean left = at < split;
      List<ByteString> beside = left ? below.subList(split, below.size()) : below.subList(0, split);
      aunts.addFirst(ByteString.copyFrom(subtree(beside)));
      below = left ? below.subList(0, split) : below.subList(split, below.size());
      at -= left ? 0 : split;
    }
    return List.copyOf(aunts);
  }

  /// Whether a tree of so many leaves with this root has a leaf in this place.
  ///
  /// @param aunts as of [#path]; anything else is refused
  public static boolean holds(
      ByteString root, int total, int index, ByteString leaf, List<ByteString> aunts) {
    if (index < 0 || index >= total || aunts.stream().anyMatch(aunt -> aunt.size() != 32)) {
      return false;
    }
    int depth = 0;
    int most = aunts.size();
    boolean[] lefts = new boolean[Integer.SIZE];
    int at = index;
    for (int size = total; size > 1; depth++) {
      int split = splitPoint(size);
      lefts[depth] = at < split;
      size = lefts[depth] ? split : size - split;
      at -= lefts[depth] ? 0 : split;
    }
    if (depth != most) {
      return false;
    }
    byte[] hash = Sha256.of(LEAF, leaf.toByteArray());
    for (int up = 0; up < depth; up++) {
      byte[] aunt = aunts.get(up).toByteArray();
      hash = lefts[depth - 1 - up] ? inner(hash, aunt) : inner(aunt, hash);
    }
    return Arrays.equals(hash, root.toByteArray());
  }

  static byte[] inner(byte[] left, byte[] right) {
    return Sha256.of(INNER, left, right);
  }

  /// The greatest power of two below a length above 1; 0 for one leaf.
  static int splitPoint(int length) {
    return length <= 1 ? 0 : Integer.highestOneBit(length - 1);
  }
}
