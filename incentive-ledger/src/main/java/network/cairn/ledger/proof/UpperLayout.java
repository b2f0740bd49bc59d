package network.cairn.ledger.proof;

import static network.cairn.ledger.proof.NodeHasher.NODE;

/// Where the nodes of an [UpperTree] lie, from nothing but the payload's size.
///
/// @param rawSize the payload's bytes, 1 to [PieceCid#MAX_RAW_SIZE]
public record UpperLayout(long rawSize) {
  public UpperLayout {
    if (rawSize < 1 || rawSize > PieceCid.MAX_RAW_SIZE) {
      throw new InvalidPieceCid("raw size " + rawSize + " is not in 1.." + PieceCid.MAX_RAW_SIZE);
    }
  }

  /// The height of the piece's tree.
  public int height() {
    return PieceCid.height(rawSize);
  }

  /// The height of a subtree, the lowest level kept: 13, less for a piece that fits one subtree.
  public int base() {
    return Math.min(height(), Subtree.HEIGHT);
  }

  /// How many nodes of a level stand over payload; those right of them are roots of zeros.
  ///
  /// @param level [#base] to [#height]
  public long count(int level) {
    if (level < base() || level > height()) {
      throw new IllegalArgumentException(
          "level " + level + " is not in " + base() + ".." + height());
    }
    return (PieceCid.leafCount(rawSize) - 1 >> level) + 1;
  }

  /// Where a node over payload begins, in bytes.
  public long offset(int level, long position) {
    if (position < 0 || position >= count(level)) {
      throw new IllegalArgumentException(
          "node " + position + " of level " + level + " is not over payload");
    }
    long before = position;
    for (int below = base(); below < level; below++) {
      before += count(below);
    }
    return NODE * before;
  }

  /// Bytes of all nodes together.
  public long length() {
    return offset(height(), 0) + NODE;
  }

  /// Raw bytes of the piece under one subtree: all hold [Subtree#RAW_BYTES] but the last.
  public int rawLength(long subtree) {
    return (int) Math.min(Subtree.RAW_BYTES, rawSize - subtree * Subtree.RAW_BYTES);
  }
}
