package network.cairn.ledger.engine;

import java.util.OptionalLong;
import java.util.function.LongConsumer;
import network.cairn.ledger.rules.InvalidBlock;
import network.cairn.ledger.rules.RuleFault;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.ledgerapi.LedgerHead;
import network.cairn.proto.ledgerapi.StoredBlock;

/// Replays a block log from genesis into a store, checking every header, signature and root.
public final class LedgerVerify {
  private LedgerVerify() {}

  /// Brings a store, empty or behind, to the end of the log.
  ///
  /// @param progress gets each height that was replayed
  /// @return where the state stands then
  /// @throws DamagedLedger at the first block that does not follow, or if the store is ahead of the
  ///   log or another chain's
  public static LedgerHead replay(
      Genesis genesis, BlockLog log, StateStore states, LongConsumer progress) {
    BlockExecution execution = new BlockExecution();
    LedgerHead head = begin(genesis, states);
    requireBehind(log, head);
    StoredBlocks.InOrder blocks = new StoredBlocks.InOrder(log);
    while (head.getHeight() < log.lastHeight()) {
      long height = head.getHeight() + 1;
      StoredBlock stored = blocks.read(height).orElseThrow();
      try (Snapshot state = states.snapshot()) {
        StoredBlocks.requireFollows(state, stored);
        StateStore.Change change = execute(execution, state, stored);
        states.commit(change);
        head = change.head();
      }
      progress.accept(height);
    }
    return head;
  }

  private static StateStore.Change execute(
      BlockExecution execution, Snapshot state, StoredBlock stored) {
    long height = stored.getBlock().getHeader().getHeight();
    try {
      return execution.execute(state, stored.getBlock(), stored.getCommit().getBlockId());
    } catch (RuleFault | InvalidBlock e) {
      throw new DamagedLedger("block " + height + " cannot be executed: " + e.getMessage(), e);
    }
  }

  /// How far a store's state has come; empty for a store that has none.
  public static OptionalLong stateHeight(StateStore states) {
    try (Snapshot state = states.snapshot()) {
      return state
          .head()
          .map(head -> OptionalLong.of(head.getHeight()))
          .orElse(OptionalLong.empty());
    }
  }

  private static LedgerHead begin(Genesis genesis, StateStore states) {
    StateStore.Change first = BlockExecution.genesis(genesis);
    try (Snapshot state = states.snapshot()) {
      if (state.head().isPresent()) {
        return requireSameChain(first.head(), state.head().get());
      }
    }
    states.commit(first);
    return first.head();
  }

  private static LedgerHead requireSameChain(LedgerHead first, LedgerHead found) {
    if (found.getSchema() != BlockExecution.SCHEMA) {
      throw new DamagedLedger(
          "the state has form " + found.getSchema() + ", this program reads " + first.getSchema());
    }
    if (!found.getChainRef().equals(first.getChainRef())) {
      throw new DamagedLedger("the state belongs to another genesis");
    }
    return found;
  }

  private static void requireBehind(BlockLog log, LedgerHead head) {
    if (head.getHeight() > log.lastHeight()) {
      throw new DamagedLedger(
          "the state stands at height "
              + head.getHeight()
              + " but the block log ends at "
              + log.lastHeight()
              + "; restore the log from a backup: the state cannot be checked without it, and a ledger"
              + " that begins again below is refused by all that knew it");
    }
    if (head.getHeight() > 0) {
      StoredBlock last = StoredBlocks.read(log, head.getHeight()).orElseThrow();
      if (!last.getCommit().getBlockId().equals(head.getBlockId())) {
        throw new DamagedLedger("block " + head.getHeight() + " of the log is not the state's");
      }
    }
  }
}
