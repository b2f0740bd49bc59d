package network.cairn.ledger.engine;

import java.util.List;
import network.cairn.ledger.rules.TxResult;
import network.cairn.ledger.store.StateStore;
import network.cairn.proto.comet.BlockId;

/// What a block does, in memory: nothing of it is stored yet.
///
/// @param results one for each transaction, the beacon's first
/// @param change without the block's id, which is not known to who executes a proposal
public record Executed(BlockData block, List<TxResult> results, StateStore.Change change) {
  public Executed {
    results = List.copyOf(results);
  }

  /// The change to be stored.
  ///
  /// @param id of the block, as its engine names it
  public StateStore.Change as(BlockId id) {
    return new StateStore.Change(
        change.head().toBuilder().setBlockId(id).build(),
        change.writes(),
        change.nodes(),
        change.replaced(),
        change.events(),
        change.txs());
  }
}
