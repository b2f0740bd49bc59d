package network.cairn.store.blockstore;

/// What became of a request to delete a block.
public enum Deletion {
  DELETED,
  NOT_FOUND,
  /// Only an attached CAR holds the block, and those are never touched.
  ATTACHED,
  /// An open writer relies on the block.
  IN_USE
}
