package network.cairn.ledger.engine;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import network.cairn.ledger.chain.Headers;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.rules.InvalidBlock;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.RuleFault;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.comet.Block;
import network.cairn.proto.comet.BlockId;
import network.cairn.proto.comet.Commit;
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
  ///   log, below its first block, or another chain's
  public static LedgerHead replay(
      Genesis genesis, BlockLog log, StateStore states, LongConsumer progress) {
    return replay(genesis, log, states, progress, Program.current());
  }

  /// As the other.
  ///
  /// @param program as which blocks are executed
  /// @throws ProgramTooOld at the first block that is for newer ones
  public static LedgerHead replay(
      Genesis genesis, BlockLog log, StateStore states, LongConsumer progress, Program program) {
    LedgerHead head = begin(genesis, states);
    requireBehind(log, head);
    if (head.getHeight() == log.lastHeight()) {
      return head;
    }
    try (BlocksAhead blocks =
        new BlocksAhead(genesis, log, head.getHeight(), beacon(states, head.getHeight()))) {
      Crypto crypto = blocks.crypto();
      BlockExecution execution = new BlockExecution(crypto, program);
      while (head.getHeight() < log.lastHeight()) {
        StoredBlock stored = blocks.take();
        try (Snapshot state = states.snapshot()) {
          StoredBlocks.requireFollows(state, stored, crypto::verify);
          StateStore.Change change = execute(execution, state, stored);
          states.commit(change);
          head = change.head();
        }
        progress.accept(head.getHeight());
      }
    }
    return head;
  }

  private static byte[] beacon(StateStore states, long height) {
    try (Snapshot state = states.snapshot()) {
      return new LedgerView(state)
          .beacon(height)
          .orElseThrow(() -> new DamagedLedger("the state has no beacon of its height " + height))
          .value()
          .toByteArray();
    }
  }

  /// Makes sure that the blocks up to a store's height are those that it was made of: each names
  /// the one before by the hash of all its bytes, and the store names the last. What signs a block
  /// stands beside it and in the next one: where these are not the same, its signatures are checked
  /// again.
  ///
  /// @param progress gets each height
  /// @throws DamagedLedger at the first that does not follow or is not signed
  public static void requireLinked(
      Genesis genesis, BlockLog log, StateStore states, LongConsumer progress) {
    LedgerHead head;
    try (Snapshot state = states.snapshot()) {
      Optional<LedgerHead> known = state.head();
      if (known.isEmpty()) {
        return;
      }
      head = known.get();
    }
    requireBehind(log, head);
    StoredBlocks.InOrder blocks = new StoredBlocks.InOrder(log);
    Optional<BlockId> before =
        log.firstHeight() == 1 ? Optional.of(BlockId.getDefaultInstance()) : Optional.empty();
    Optional<StoredBlock> last = Optional.empty();
    for (long height = log.firstHeight(); height <= head.getHeight(); height++) {
      StoredBlock stored = blocks.read(height).orElseThrow();
      Block block = stored.getBlock();
      Optional<Commit> signs = Optional.of(block.getLastCommit());
      last.ifPresent(signed -> StoredBlocks.requireSigned(genesis, signed, signs));
      last = Optional.of(stored);
      BlockId told = block.getHeader().getLastBlockId();
      if (before.filter(id -> !Headers.withParts(id).equals(told)).isPresent()) {
        throw new DamagedLedger("block " + height + " does not follow from the block before it");
      }
      StoredBlocks.requireNames(stored);
      before = Optional.of(StoredBlocks.id(stored));
      progress.accept(height);
    }
    last.ifPresent(signed -> StoredBlocks.requireSigned(genesis, signed, Optional.empty()));
    if (before.filter(id -> !id.equals(Headers.withParts(head.getBlockId()))).isPresent()
        && head.getHeight() > 0) {
      throw new DamagedLedger("block " + head.getHeight() + " of the log is not the state's");
    }
  }

  private static StateStore.Change execute(
      BlockExecution execution, Snapshot state, StoredBlock stored) {
    long height = stored.getBlock().getHeader().getHeight();
    try {
      return execution
          .execute(state, BlockExecution.data(stored.getBlock()))
          .as(stored.getCommit().getBlockId());
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

  /// Where a store's state stands; an empty store gets genesis's first.
  ///
  /// @throws DamagedLedger if it is another chain's, or of another form
  public static LedgerHead begin(Genesis genesis, StateStore states) {
    StateStore.Change first = BlockExecution.genesis(genesis);
    try (Snapshot state = states.snapshot()) {
      if (state.head().isPresent()) {
        return requireSameChain(first.head(), state.head().get());
      }
    }
    states.commit(first);
    return first.head();
  }

  /// Fails unless this program can read the state whose newest head this is.
  ///
  /// @throws DamagedLedger if it was written by a program of another form of the state
  public static void requireKnownForm(LedgerHead found) {
    if (found.getSchema() != BlockExecution.SCHEMA) {
      throw new DamagedLedger(
          "the state has form "
              + found.getSchema()
              + ", this program reads "
              + BlockExecution.SCHEMA
              + "; move the folder 'state' of the ledger's home aside and start the ledger: the"
              + " state is then made again from the blocks");
    }
  }

  private static LedgerHead requireSameChain(LedgerHead first, LedgerHead found) {
    requireKnownForm(found);
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
              + "; restore the log from a backup: the state cannot be checked without it, and a"
              + " ledger that begins again below is refused by all that knew it");
    }
    boolean gone = log.firstHeight() > 1 && head.getHeight() < log.firstHeight();
    if (gone || head.getHeight() + 1 < log.firstWhole()) {
      throw new DamagedLedger(
          "the state stands at height "
              + head.getHeight()
              + " but the block log begins at "
              + log.firstWhole()
              + "; move the folder 'state' of the ledger's home aside and start the ledger: the"
              + " state is then made from a snapshot");
    }
    if (head.getHeight() > 0) {
      StoredBlock last = StoredBlocks.read(log, head.getHeight()).orElseThrow();
      if (!last.getCommit().getBlockId().equals(head.getBlockId())) {
        throw new DamagedLedger("block " + head.getHeight() + " of the log is not the state's");
      }
    }
  }
}
