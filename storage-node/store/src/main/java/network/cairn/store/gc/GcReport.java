package network.cairn.store.gc;

import network.cairn.ipld.cid.Cid;

/// How a collection ended.
public sealed interface GcReport {
  /// @param removed blocks taken out of the index
  /// @param freedBytes by which files shrank
  /// @param kept blocks that stay
  record Done(long removed, long freedBytes, long kept) implements GcReport {}

  /// Nothing was removed: a block below a pinned root is missing or damaged, so its descendants are
  /// not known.
  record Aborted(Cid root, Cid block, String reason) implements GcReport {}
}
