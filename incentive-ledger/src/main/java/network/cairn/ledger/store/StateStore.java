package network.cairn.ledger.store;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.TxRecord;

/// Keeps the state of the last committed height. Thread-safe; commits are made one after another.
public interface StateStore extends AutoCloseable {
  /// All that one block changes.
  ///
  /// @param writes of the state, by key; empty deletes
  /// @param nodes of its tree, by key; empty deletes
  /// @param replaced what nodes were, for those of which whoever made this has read it, by the very
  ///   arrays that are their keys in `nodes`; the store reads the others where it wants to know
  /// @param events of the block, in order
  /// @param txs by the id of the body
  record Change(
      LedgerHead head,
      SortedMap<byte[], Optional<byte[]>> writes,
      SortedMap<byte[], Optional<byte[]>> nodes,
      IdentityHashMap<byte[], Optional<byte[]>> replaced,
      List<byte[]> events,
      Map<byte[], TxRecord> txs) {
    /// One of which nothing was read.
    public Change(
        LedgerHead head,
        SortedMap<byte[], Optional<byte[]>> writes,
        SortedMap<byte[], Optional<byte[]>> nodes,
        List<byte[]> events,
        Map<byte[], TxRecord> txs) {
      this(head, writes, nodes, new IdentityHashMap<>(), events, txs);
    }
  }

  /// Makes a block's change durable, whole or not at all.
  void commit(Change change);

  /// Begins to fill the store with another state in place of all that it has: nothing is left of
  /// that, and snapshots that were given before are of no use. A store that is closed before
  /// [Filling#finish] is empty when it is opened again.
  Filling fill();

  /// A state that comes in pieces. For one thread, which commits nothing meanwhile.
  interface Filling {
    /// Makes a piece durable.
    ///
    /// @param writes of the state, by key
    /// @param nodes of its tree, by key; empty deletes
    void add(SortedMap<byte[], Optional<byte[]>> writes, SortedMap<byte[], Optional<byte[]>> nodes);

    /// The state is whole.
    void finish(LedgerHead head);
  }

  /// The state as it is now; the caller closes it.
  Snapshot snapshot();

  @Override
  void close();
}
