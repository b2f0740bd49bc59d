package network.cairn.content.service;

import java.io.IOException;
import java.io.OutputStream;
import network.cairn.base.memory.ByteBudget;
import network.cairn.base.tree.ByteSink;
import network.cairn.content.blockservice.BlockSource;
import network.cairn.content.blockservice.SlicedBlock;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// Writes blocks whole, as far as the budget has room for what waits to be written; else in slices,
/// for each of which the block is read again, so that none is held while a caller does not read.
/// Thread-safe if the source is.
final class BlockWriter {
  private final BlockSource blocks;
  private final ByteBudget budget;

  BlockWriter(BlockSource blocks, ByteBudget budget) {
    this.blocks = blocks;
    this.budget = budget;
  }

  /// @param opener is asked for the stream when the block is there
  void copy(Cid cid, ByteSink opener) throws IOException {
    if (!whole(blocks.get(cid), opener)) {
      slices(cid, opener);
    }
  }

  /// @return false if there is no room, and nothing was done
  boolean whole(Block block, ByteSink opener) throws IOException {
    if (!budget.take(block.size())) {
      return false;
    }
    try {
      opener.open(block.size()).write(block.bytes());
      return true;
    } finally {
      budget.give(block.size());
    }
  }

  void slices(Cid cid, ByteSink opener) throws IOException {
    SlicedBlock sliced = sliced(cid);
    OutputStream out = opener.open(sliced.length());
    while (sliced.hasNext()) {
      out.write(sliced.next());
    }
  }

  /// Keeps nothing of the block, not even on the stack.
  private SlicedBlock sliced(Cid cid) {
    byte[] content = blocks.get(cid).bytes();
    return new SlicedBlock(blocks, cid, content, 0, content.length);
  }
}
