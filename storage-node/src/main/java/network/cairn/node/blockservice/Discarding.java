package network.cairn.node.blockservice;

import network.cairn.ipld.dag.Block;

/// Keeps nothing.
record Discarding() implements BlockSink {
  @Override
  public void put(Block block) {
    // Hashing was all that was wanted.
  }

  @Override
  public boolean discards() {
    return true;
  }
}
