package network.cairn.store.blockstore;

/// What the store counts. Called from many threads; must not block.
public interface StoreMetrics {
  /// Counts nothing.
  StoreMetrics NONE = new StoreMetrics() {};

  default void read(int bytes) {}

  default void written(int bytes) {}

  /// A block was put that was already there.
  default void duplicate() {}

  /// One durable commit took the blocks of several writers.
  default void committed(int writers, int blocks) {}

  default void corrupt() {}

  default void collected(long blocks, long bytes) {}

  /// A pack was rewritten: bytes it had, bytes that were live.
  default void compacted(long before, long after) {}
}
