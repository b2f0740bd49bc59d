package network.cairn.ledger.engine.comet;

import java.util.Optional;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotStart;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.StateStore;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a home that CometBFT makes blocks for begins at a start, and whether it may.
final class CometStart {
  private static final Logger LOG = LoggerFactory.getLogger(CometStart.class);

  private CometStart() {}

  /// Where the states stand. Where they are lost they come from the newest snapshot, or from the
  /// blocks before CometBFT's, or from genesis; CometBFT hands in the blocks after that.
  static LedgerHead head(
      EngineHome home,
      boolean joined,
      SnapshotFolder snapshots,
      Optional<BlockLog> before,
      StateStore states) {
    boolean empty = LedgerVerify.stateHeight(states).isEmpty();
    boolean filled =
        empty && SnapshotStart.fillNewest(home.genesis(), snapshots, states, LOG::info);
    long base = home.move().map(ChainMove::height).orElse(0L);
    if (before.isPresent() && LedgerVerify.stateHeight(states).orElse(0) < base) {
      if (empty && !filled) {
        SnapshotStart.fill(home.genesis(), snapshots, before.get(), states, LOG::info);
      }
      LedgerVerify.replay(home.genesis(), before.get(), states, _ -> {});
    }
    LedgerHead head = LedgerVerify.begin(home.genesis(), states);
    boolean waits = joined && head.getHeight() == 0; // For the state of others.
    if ((head.getHeight() < base && !waits)
        || home.move().filter(m -> isAtEnd(m, head) && !m.head().equals(head)).isPresent()) {
      throw new DamagedLedger(
          "the blocks and states in "
              + home.folder().home()
              + " do not end where its file moved says; restore whichever is not this chain's");
    }
    return head;
  }

  private static boolean isAtEnd(ChainMove move, LedgerHead head) {
    return head.getHeight() == move.height();
  }

  /// Whether this home begins with the state of others, and may never be a validator's.
  static boolean isJoined(EngineKind.Comet settings) {
    return settings.sync().filter(EngineKind.FromNetwork.class::isInstance).isPresent();
  }

  /// @throws DamagedLedger if the home's blocks or keys are not of a chain that CometBFT makes
  static void requireOwn(EngineHome home, EngineKind.Comet settings) {
    if (home.move().isEmpty() && home.folder().hasBlocks()) {
      throw new DamagedLedger(
          "the blocks in "
              + home.folder().home()
              + " were made by the embedded engine; start this ledger without --engine cometbft");
    }
    boolean own =
        isJoined(settings)
            || home.genesis().params().staking().isPresent()
            || home.move().map(ChainMove::validators).orElse(home.genesis().validators()).stream()
                .anyMatch(v ->
                    v.pubkey().equals(home.keys().validatorKey())
                        && v.beaconKey().equals(home.keys().beaconKey()));
    if (!own) {
      throw new DamagedLedger(
          "the keys keystore/validator and keystore/beacon are not those of a validator in genesis;"
              + " restore whichever of the three is not this chain's from a backup");
    }
  }
}
