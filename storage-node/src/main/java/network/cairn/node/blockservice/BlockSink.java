package network.cairn.node.blockservice;

import network.cairn.ipld.dag.Block;

/// Takes blocks one after another, children before parents; `writer::put` is one.
@FunctionalInterface
public interface BlockSink {
  /// Takes a block and may keep its bytes.
  void put(Block block);

  /// Whether blocks are thrown away, so that their bytes may be reused as soon as they are hashed.
  default boolean discards() {
    return false;
  }

  /// A sink that keeps nothing: for imports that only want the CID.
  static BlockSink discarding() {
    return new Discarding();
  }
}
