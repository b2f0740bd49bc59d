package network.cairn.store.blockstore;

import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;

/// One import or transfer: puts that become durable together, protected from garbage collection
/// meanwhile.
///
/// Between first `put` and [#close], nothing that was put or kept here is collected, even if it was
/// in the store before. So the order of an import is: put, commit, pin, close. Used by one thread
/// at a time.
public interface Writer extends AutoCloseable {
  /// Takes a block; it becomes visible to others and durable with [#commit] at the latest. Memory
  /// is bounded: large imports are committed in steps, and the block's bytes are not looked at any
  /// more when this returns.
  ///
  /// @throws RuntimeException of the [DiskAllowance] if there is no room; the writer stays usable
  void put(Block block);

  /// Protects the DAG below a root as far as it is there; for roots that become live without their
  /// blocks being put.
  void keep(Cid root);

  /// Whether a block is in the store, those put here and not yet committed included.
  boolean has(Cid cid);

  /// A block of the store, those put here and not yet committed included.
  Optional<Block> get(Cid cid);

  /// Makes everything put so far durable: when this returns, it survives power loss.
  ///
  /// @throws java.io.UncheckedIOException if the disk fails; nothing since the last success is then
  ///   promised
  void commit();

  /// Ends the session. What was not committed is abandoned (steps of a large import may stay as
  /// garbage).
  @Override
  void close();
}
