package network.cairn.ledger.engine.embedded;

import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.DamagedLedger;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.LedgerVerify;
import network.cairn.ledger.engine.Program;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotStart;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes before the first block that an engine makes alone: a home's blocks and states, and
/// whether they are its own.
final class EmbeddedStart {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStart.class);
  private static final Duration TOLD = Duration.ofSeconds(10);

  private EmbeddedStart() {}

  /// As [EmbeddedEngine#openToMove].
  static EmbeddedEngine open(
      EngineHome home, Scheduler scheduler, InstantSource clock, LedgerMetrics metrics) {
    if (home.folder().hasCometBlocks() || home.move().isPresent()) {
      throw new DamagedLedger(
          "the blocks in "
              + home.folder().home()
              + " were made by CometBFT; start this ledger with --engine cometbft");
    }
    BlockLog log = home.folder().openBlocks();
    try {
      StateStore states = home.folder().openOrReplaceStates(home.keeping().history(), LOG::warn);
      try {
        SnapshotFolder snapshots = SnapshotFolder.open(home.folder().snapshots());
        SnapshotStart.requireNoneAbove(home.genesis(), snapshots, log, LOG::info);
        if (LedgerVerify.stateHeight(states).isEmpty()) {
          // A snapshot's height is no state's: what a cut end was may have been told to others.
          log.recover(OptionalLong.empty());
          SnapshotStart.fill(home.genesis(), snapshots, log, states, LOG::info);
        }
        EmbeddedEngine engine =
            new EmbeddedEngine(home.genesis(), home.keys(), states, log, scheduler, clock, metrics);
        engine.take(
            new SnapshotTaker(
                snapshots,
                home.keeping(),
                scheduler,
                oldest -> engine.forget(home.keeping(), oldest)));
        return engine;
      } catch (RuntimeException e) {
        states.close();
        throw e;
      }
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /// Replays the log as far as the state lacks it.
  ///
  /// @return where the state stands then
  /// @throws DamagedLedger if store, log and genesis do not fit
  static LedgerHead replay(
      Genesis genesis, BlockLog log, StateStore states, Scheduler scheduler, Program program) {
    log.recover(LedgerVerify.stateHeight(states))
        .ifPresent(aside ->
            LOG.warn(
                "the block log ended in a part of a block that was never answered to anybody; it"
                    + " was moved to {}",
                aside));
    return LedgerVerify.replay(genesis, log, states, telling(log.lastHeight(), scheduler), program);
  }

  /// Says now and then how far a start is that makes its state from its blocks again.
  private static LongConsumer telling(long end, Scheduler scheduler) {
    long[] next = {scheduler.deadline(TOLD)};
    return height -> {
      if (scheduler.nanoTime() - next[0] >= 0) {
        next[0] = scheduler.deadline(TOLD);
        LOG.info("the state is made again: block {} of {}", height, end);
      }
    };
  }

  /// @throws DamagedLedger if one program may not make a chain's blocks alone, under these keys
  static void requireOwnKeys(Genesis genesis, ValidatorKeys keys) {
    if (genesis.validators().size() > 1) {
      throw new DamagedLedger(
          "this chain has "
              + genesis.validators().size()
              + " validators; start it with --engine cometbft");
    }
    boolean own =
        genesis.validators().size() == 1
            && genesis.validators().getFirst().pubkey().equals(keys.validatorKey())
            && genesis.validators().getFirst().beaconKey().equals(keys.beaconKey());
    if (!own) {
      throw new DamagedLedger(
          "the keys keystore/validator and keystore/beacon are not those of the only validator in"
              + " genesis; restore whichever of the three is not this chain's from a backup");
    }
  }
}
