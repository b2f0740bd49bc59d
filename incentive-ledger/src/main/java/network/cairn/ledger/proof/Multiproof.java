package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// One proof for many leaves of one piece: u8 number of leaves, the leaves in ascending order of
/// their distinct indices, u16 number of nodes, the nodes bottom-up and left to right, only
/// siblings that cannot be computed.
///
/// Indices and height are the verifier's own, never the prover's, so that the bytes of a proof have
/// one form and any other is refused. Leaves and siblings enter as they are; each computed digest
/// is masked. Pure and thread-safe.
public final class Multiproof {
  /// Distinct leaves that one proof can hold.
  public static final int MAX_LEAVES = 255;

  private Multiproof() {}

  /// Makes the proof of these leaves; repeated indices count once.
  ///
  /// @param indices 1 to 255 distinct values below 2^height
  public static byte[] build(int height, TreeReader tree, long[] indices) throws IOException {
    ProofPlan plan = ProofPlan.of(height, indices);
    byte[] nodes = new byte[NODE * plan.size()];
    for (int i = 0; i < plan.size(); i++) {
      tree.node(plan.level(i), plan.position(i), nodes, NODE * i);
    }
    return plan.encode(nodes);
  }

  /// Whether `proof`, from its position to its limit and to the last byte, shows these leaves of
  /// `piece`.
  public static boolean verify(PieceCid piece, long[] indices, ByteBuffer proof) {
    return verify(piece.root(), piece.height(), indices, proof);
  }

  /// Whether `proof`, from its position to its limit and to the last byte, shows these leaves under
  /// `root`.
  ///
  /// Costs at most 255 · height hashes whatever the bytes are; the buffer's position does not move.
  ///
  /// @param indices 1 to 255 distinct values below 2^height, the verifier's own; they may repeat
  public static boolean verify(byte[] root, int height, long[] indices, ByteBuffer proof) {
    long[] positions = distinct(height, indices);
    int leaves = positions.length;
    ByteBuffer in = proof.slice();
    int head = 1 + NODE * leaves + 2;
    if (in.remaining() < head || (in.get() & 0xff) != leaves) {
      return false;
    }
    byte[] nodes = new byte[NODE * leaves];
    in.get(nodes);
    int siblings = in.getShort() & 0xffff;
    return in.remaining() == NODE * siblings
        && fold(positions, nodes, height, in)
        && Arrays.equals(root, 0, NODE, nodes, 0, NODE);
  }

  /// Folds the open nodes to one, in place; false if siblings lack or remain.
  private static boolean fold(long[] positions, byte[] nodes, int height, ByteBuffer siblings) {
    NodeHasher hasher = new NodeHasher();
    byte[] pair = new byte[2 * NODE];
    int count = positions.length;
    for (int level = 0; level < height; level++) {
      int parents = 0;
      for (int i = 0; i < count; parents++) {
        int own = (int) (positions[i] & 1) * NODE;
        long sibling = positions[i] ^ 1;
        System.arraycopy(nodes, NODE * i, pair, own, NODE);
        if (i + 1 < count && positions[i + 1] == sibling) {
          System.arraycopy(nodes, NODE * ++i, pair, NODE, NODE);
        } else if (siblings.remaining() >= NODE) {
          siblings.get(pair, NODE - own, NODE);
        } else {
          return false;
        }
        positions[parents] = positions[i++] >> 1;
        hasher.join(pair, 0, nodes, NODE * parents);
      }
      count = parents;
    }
    return count == 1 && !siblings.hasRemaining();
  }

  static long[] distinct(int height, long[] indices) {
    if (height < PieceCid.MIN_HEIGHT || height > PieceCid.MAX_HEIGHT) {
      throw new IllegalArgumentException("tree height " + height + " is not in 2..50");
    }
    long[] distinct = Arrays.stream(indices).sorted().distinct().toArray();
    if (distinct.length < 1 || distinct.length > MAX_LEAVES) {
      throw new IllegalArgumentException(
          distinct.length + " distinct leaves, not 1 to " + MAX_LEAVES);
    }
    if (distinct[0] < 0 || distinct[distinct.length - 1] >> height != 0) {
      throw new IllegalArgumentException("a leaf index is not below 2^" + height);
    }
    return distinct;
  }
}
