package network.cairn.content.blockservice;

import java.util.function.Consumer;
import network.cairn.ipld.dag.Block;

/// Takes blocks one after another, children before parents; `writer::put` is one.
@FunctionalInterface
public interface BlockSink {
  /// Takes a block and may keep its bytes, unless it [#returnsBytes].
  void put(Block block);

  /// Whether `put` is done with a block's bytes when it returns, so that they may be overwritten.
  default boolean returnsBytes() {
    return false;
  }

  /// A sink that keeps nothing: for imports that only want the CID.
  static BlockSink discarding() {
    return copying(block -> {});
  }

  /// A sink that has copied or written a block's bytes when it returns.
  static BlockSink copying(Consumer<Block> sink) {
    return new Copying(sink);
  }
}
