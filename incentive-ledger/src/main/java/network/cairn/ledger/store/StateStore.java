package network.cairn.ledger.store;

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
  /// @param events of the block, in order
  /// @param txs by the id of the body
  record Change(
      LedgerHead head,
      SortedMap<byte[], Optional<byte[]>> writes,
      SortedMap<byte[], Optional<byte[]>> nodes,
      List<byte[]> events,
      Map<byte[], TxRecord> txs) {}

  /// Makes a block's change durable, whole or not at all.
  void commit(Change change);

  /// The state as it is now; the caller closes it.
  Snapshot snapshot();

  @Override
  void close();
}
