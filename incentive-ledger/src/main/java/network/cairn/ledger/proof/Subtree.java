package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

import java.util.Arrays;

/// The lowest levels of a piece's tree: up to 256 KiB of padded leaves from up to 260,096 raw
/// bytes, all nodes kept.
///
/// One instance serves many loads without allocating, so that each hashing thread owns one; not
/// thread-safe. Bytes beyond the payload are zero, and their subtrees cost nothing: the roots of
/// zeros are known.
public final class Subtree {
  /// The height of a full subtree: 8,192 leaves, 256 KiB.
  public static final int HEIGHT = 13;

  /// Raw bytes under a full subtree; subtree `i` of a piece starts at raw byte `i · RAW_BYTES`.
  public static final int RAW_BYTES = 127 << (HEIGHT - 2);

  private final int height;
  private final byte[] nodes;
  private final byte[] tail = new byte[Fr32.RAW];
  private final int[] used;
  private final NodeHasher hasher = new NodeHasher();

  /// An empty subtree of 2^height leaves, height 2 to [#HEIGHT].
  public Subtree(int height) {
    if (height < PieceCid.MIN_HEIGHT || height > HEIGHT) {
      throw new IllegalArgumentException("subtree height " + height + " is not in 2.." + HEIGHT);
    }
    this.height = height;
    this.nodes = new byte[NODE << (height + 1)];
    this.used = new int[height + 1];
  }

  /// Replaces the content by `length` raw bytes, 0 up to what the height holds, and hashes it.
  public void load(byte[] raw, int offset, int length) {
    if (length < 0 || length > PieceCid.capacity(height)) {
      throw new IllegalArgumentException(
          length + " bytes do not fit a subtree of height " + height);
    }
    int whole = length / Fr32.RAW;
    int rest = length % Fr32.RAW;
    Fr32.pad(raw, offset, nodes, 0, whole);
    if (rest > 0) {
      System.arraycopy(raw, offset + whole * Fr32.RAW, tail, 0, rest);
      Arrays.fill(tail, rest, Fr32.RAW, (byte) 0);
      Fr32.pad(tail, 0, nodes, whole * Fr32.PADDED, 1);
    }
    hash(4 * (whole + (rest > 0 ? 1 : 0)));
  }

  private void hash(int leaves) {
    used[0] = leaves;
    for (int level = 0; level < height; level++) {
      int below = start(level);
      int above = start(level + 1);
      if ((used[level] & 1) == 1) {
        NodeHasher.zero(level, nodes, below + NODE * used[level]);
      }
      used[level + 1] = (used[level] + 1) / 2;
      for (int i = 0; i < used[level + 1]; i++) {
        hasher.join(nodes, below + 2 * NODE * i, nodes, above + NODE * i);
      }
    }
  }

  /// Where a level begins: the levels lie one after the other, leaves first.
  private int start(int level) {
    return (NODE << (height + 1)) - (NODE << (height + 1 - level));
  }

  /// Writes a node: level 0 to the height, position from the left within this subtree.
  public void node(int level, int position, byte[] out, int at) {
    if (level < 0 || level > height || position < 0 || position >> (height - level) != 0) {
      throw new IllegalArgumentException(
          "no node " + position + " at level " + level + " of a subtree of height " + height);
    }
    if (position < used[level]) {
      System.arraycopy(nodes, start(level) + NODE * position, out, at, NODE);
    } else {
      NodeHasher.zero(level, out, at);
    }
  }

  /// Writes the root's 32 bytes.
  public void root(byte[] out, int at) {
    node(height, 0, out, at);
  }
}
