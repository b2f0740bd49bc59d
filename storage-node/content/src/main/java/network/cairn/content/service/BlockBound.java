package network.cairn.content.service;

import network.cairn.ipld.dag.Block;

/// How large a block may be that a caller brings.
public final class BlockBound {
  private static final String TOO_BIG =
      "produced block is over 2MiB: big blocks can't be exchanged with other peers. consider using"
          + " UnixFS for automatic chunking of bigger files, or pass --allow-big-block to override";

  private static final String MOST =
      "the block is over 4MiB, the most that a node keeps or fetches; cut it into several blocks,"
          + " or add it as a file";

  private BlockBound() {}

  /// Bytes at most.
  ///
  /// @param big whether the caller insists on blocks that few peers take
  public static int most(boolean big) {
    return big ? Block.READ_LIMIT : Block.MAX_SIZE;
  }

  /// @throws ContentRefused if so many bytes are too many
  public static void require(int bytes, boolean big) {
    if (bytes > most(big)) {
      throw new ContentRefused(big ? MOST : TOO_BIG);
    }
  }
}
