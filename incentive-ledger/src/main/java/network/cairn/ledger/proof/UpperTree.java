package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.io.IOException;
import java.util.Arrays;

/// The levels of a piece's tree from the 256 KiB subtrees' roots upwards, as a prover keeps them:
/// 64 bytes for each 256 KiB of the piece, 8 MiB for 32 GiB.
///
/// Levels lie one after the other, lowest first; each holds only the nodes over payload, since all
/// others are roots of zeros. A piece of at most one subtree needs none of this: its upper tree is
/// the root alone. Immutable.
public final class UpperTree {
  private final UpperLayout layout;
  private final byte[] nodes;

  private UpperTree(UpperLayout layout, byte[] nodes) {
    this.layout = layout;
    this.nodes = nodes;
  }

  /// Joins the roots of a piece's subtrees, 32 bytes each in order of their place.
  ///
  /// @param subtreeRoots roots at the height that [UpperLayout#base] tells, as many as there are
  ///   subtrees
  public static UpperTree of(long rawSize, byte[] subtreeRoots) {
    UpperLayout layout = new UpperLayout(rawSize);
    if (subtreeRoots.length != NODE * layout.count(layout.base())) {
      throw new IllegalArgumentException(
          "a piece of "
              + rawSize
              + " bytes has "
              + layout.count(layout.base())
              + " subtree roots of 32 bytes");
    }
    byte[] nodes = Arrays.copyOf(subtreeRoots, Math.toIntExact(layout.length()));
    NodeHasher hasher = new NodeHasher();
    byte[] pair = new byte[2 * NODE];
    for (int level = layout.base(); level < layout.height(); level++) {
      for (long i = 0; i < layout.count(level + 1); i++) {
        int left = (int) layout.offset(level, 2 * i);
        System.arraycopy(nodes, left, pair, 0, NODE);
        if (2 * i + 1 < layout.count(level)) {
          System.arraycopy(nodes, left + NODE, pair, NODE, NODE);
        } else {
          NodeHasher.zero(level, pair, NODE);
        }
        hasher.join(pair, 0, nodes, (int) layout.offset(level + 1, i));
      }
    }
    return new UpperTree(layout, nodes);
  }

  /// The root of an all-zero tree of 2^level leaves: the value of every node that is not over
  /// payload.
  ///
  /// @param level 0 to 50
  public static void zero(int level, byte[] out, int at) {
    NodeHasher.zero(level, out, at);
  }

  /// Whether the root that `tree` gives for a subtree leads to the piece's root by the siblings
  /// that it gives.
  public static boolean leadsToRoot(PieceCid piece, long subtree, TreeReader tree)
      throws IOException {
    NodeHasher hasher = new NodeHasher();
    byte[] pair = new byte[2 * NODE];
    byte[] node = new byte[NODE];
    int level = new UpperLayout(piece.rawSize()).base();
    tree.node(level, subtree, node, 0);
    for (long position = subtree; level < piece.height(); level++, position >>= 1) {
      int own = (int) (position & 1) * NODE;
      System.arraycopy(node, 0, pair, own, NODE);
      tree.node(level, position ^ 1, pair, NODE - own);
      hasher.join(pair, 0, node, 0);
    }
    return Arrays.equals(node, piece.root());
  }

  /// Where each node lies in [#bytes].
  public UpperLayout layout() {
    return layout;
  }

  /// The piece that has this tree.
  public PieceCid piece() {
    return PieceCid.of(
        layout.rawSize(), Arrays.copyOfRange(nodes, nodes.length - NODE, nodes.length));
  }

  /// All nodes as [#layout] places them, a copy.
  public byte[] bytes() {
    return nodes.clone();
  }
}
