package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The nodes that a multiproof for some leaves holds, in the order of its encoding: first the
/// distinct leaves in ascending order, then the siblings that the verifier cannot compute,
/// bottom-up and left to right.
///
/// So a prover can fetch them in whatever order suits its disk and encode once all are there.
/// Immutable.
public final class ProofPlan {
  private final int leaves;
  private final int[] levels;
  private final long[] positions;

  private ProofPlan(int leaves, int[] levels, long[] positions) {
    this.leaves = leaves;
    this.levels = levels;
    this.positions = positions;
  }

  /// Plans the proof of 1 to 255 distinct leaves in a tree of height 2 to 50; repeated indices
  /// count once.
  public static ProofPlan of(int height, long[] indices) {
    long[] open = Multiproof.distinct(height, indices);
    int leaves = open.length;
    int[] levels = new int[leaves * (height + 1)];
    long[] positions = Arrays.copyOf(open, levels.length);
    int size = leaves;
    int count = leaves;
    for (int level = 0; level < height; level++) {
      int parents = 0;
      for (int i = 0; i < count; parents++) {
        long sibling = open[i] ^ 1;
        if (i + 1 < count && open[i + 1] == sibling) {
          i++;
        } else {
          levels[size] = level;
          positions[size++] = sibling;
        }
        open[parents] = open[i++] >> 1;
      }
      count = parents;
    }
    return new ProofPlan(leaves, Arrays.copyOf(levels, size), Arrays.copyOf(positions, size));
  }

  /// How many nodes the proof holds, leaves included.
  public int size() {
    return levels.length;
  }

  /// The level of node `i`, 0 for leaves.
  public int level(int i) {
    return levels[i];
  }

  /// The position of node `i` within its level, from the left.
  public long position(int i) {
    return positions[i];
  }

  /// Bytes of the encoded proof.
  public int encodedLength() {
    return 1 + 2 + NODE * size();
  }

  /// The proof's bytes, from the concatenated 32-byte nodes in the order of this plan.
  public byte[] encode(byte[] nodes) {
    if (nodes.length != NODE * size()) {
      throw new IllegalArgumentException(
          "the plan has " + size() + " nodes of 32 bytes, not " + nodes.length + " bytes");
    }
    return ByteBuffer.allocate(encodedLength())
        .put((byte) leaves)
        .put(nodes, 0, NODE * leaves)
        .putShort((short) (size() - leaves))
        .put(nodes, NODE * leaves, nodes.length - NODE * leaves)
        .array();
  }
}
