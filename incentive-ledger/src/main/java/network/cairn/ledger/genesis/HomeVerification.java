package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.LedgerFolder;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotStart;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.ledger.store.Retention;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.ledgerapi.LedgerHead;

/// The replay of a home's blocks, see [LedgerHome#verify].
public final class HomeVerification {
  private final LedgerFolder stored;
  private final Genesis genesis;

  HomeVerification(Path folder, Genesis genesis) {
    this.stored = new LedgerFolder(folder);
    this.genesis = genesis;
  }

  /// Where a replayed chain stands.
  ///
  /// @param torn whether the log ends in a part of a block, which the next start moves aside
  public record Verified(long height, ByteString appHash, boolean torn) {}

  /// What a verification says of its way.
  public interface Progress {
    /// Blocks that an earlier run has replayed are only compared with what it saw.
    ///
    /// @param from the height that was replayed last, 0 for a fresh start
    /// @param to the log's last height
    default void begin(long from, long to) {}

    /// Something that a user should know.
    default void tell(String what) {}

    /// A block is done: compared up to `from`, replayed above.
    void at(long height);
  }

  Verified run(Path scratch, Progress progress) {
    if (stored.hasCometBlocks()) {
      throw new InvalidHome(
          "the blocks in "
              + stored.home()
              + " are CometBFT's; to replay them all, move the folders state and snapshots aside"
              + " and start the ledger: CometBFT hands them in, if it has them from the first one"
              + " on");
    }
    try (HomeLock _ = HomeLock.take(stored.home());
        BlockLog log = stored.openBlocks();
        StateStore states = LmdbStateStore.openScratch(scratch)) {
      boolean torn = log.isTorn(stateHeight());
      if (needsSnapshot(log, LedgerVerify.stateHeight(states))) {
        SnapshotStart.fill(
            genesis, SnapshotFolder.open(stored.snapshots()), log, states, progress::tell);
      }
      progress.begin(LedgerVerify.stateHeight(states).orElse(0), log.lastHeight());
      LedgerVerify.requireLinked(genesis, log, states, progress::at);
      LedgerHead head = LedgerVerify.replay(genesis, log, states, progress::at);
      requireSameState(head);
      return new Verified(head.getHeight(), head.getAppHash(), torn);
    }
  }

  /// Whether what an earlier run replayed, if any did, ends where the log's whole blocks do not
  /// begin yet.
  private static boolean needsSnapshot(BlockLog log, OptionalLong replayed) {
    return log.firstWhole() > 1
        && (replayed.isEmpty() || replayed.getAsLong() + 1 < log.firstWhole());
  }

  private OptionalLong stateHeight() {
    if (!stored.hasStates()) {
      return OptionalLong.empty();
    }
    try (StateStore own = stored.openStates(Retention.all())) {
      return LedgerVerify.stateHeight(own);
    }
  }

  /// A state that a crash left one block behind the log is brought up at the next start.
  private void requireSameState(LedgerHead replayed) {
    if (!stored.hasStates()) {
      return;
    }
    try (StateStore own = stored.openStates(Retention.all());
        Snapshot state = own.snapshot()) {
      Optional<LedgerHead> head = state.head();
      head.ifPresent(LedgerVerify::requireKnownForm);
      boolean same =
          head.isEmpty()
              || head.get().getHeight() < replayed.getHeight()
              || (head.get().equals(replayed)
                  && replayed.getAppHash().equals(ByteString.copyFrom(Jmt.root(state))));
      if (!same) {
        throw new DamagedLedger(
            "the state in "
                + stored.home()
                + " is not what its blocks give; delete it to replay them");
      }
    }
  }
}
