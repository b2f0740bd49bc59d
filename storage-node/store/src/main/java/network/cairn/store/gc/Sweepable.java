package network.cairn.store.gc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import network.cairn.ipld.multihash.Multihash;

/// Blocks as a collection sees them.
public interface Sweepable {
  /// Visits all blocks in pages, each with a position that grows with the order in which blocks
  /// were put; nothing is held open between calls.
  void forEachBlock(Consumer<Map<Multihash, Long>> visitor);

  /// Removes those of the blocks that no writer relies on.
  ///
  /// @return the ones removed
  List<Multihash> deleteUnprotected(Set<Multihash> blocks);

  /// Gives the space of what was removed back.
  ///
  /// @return bytes
  long compact();
}
