package network.cairn.content.blockservice;

import java.util.function.Consumer;
import network.cairn.ipld.dag.Block;

/// Keeps no block's bytes once `put` has returned.
record Copying(Consumer<Block> sink) implements BlockSink {
  @Override
  public void put(Block block) {
    sink.accept(block);
  }

  @Override
  public boolean returnsBytes() {
    return true;
  }
}
