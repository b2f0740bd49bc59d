package network.cairn.ledger.engine.choice;

import java.time.InstantSource;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.comet.CometEngine;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.types.Genesis;

/// Which engine makes the blocks of a home.
public final class EngineChoice {
  private EngineChoice() {}

  /// Opens the home's engine and brings its state up to its blocks; it does not make any yet.
  ///
  /// @throws network.cairn.ledger.engine.DamagedLedger if what is stored does not follow from
  ///   genesis and blocks, or no engine can run this genesis with these keys
  ///
  /// @param scheduler of the pace of blocks; learns what no restart of their loop mends
  /// @param clock the wall clock that headers show where this process makes them
  public static Engine open(
      EngineHome home,
      EngineKind kind,
      Scheduler scheduler,
      InstantSource clock,
      LedgerMetrics metrics) {
    return switch (kind) {
      case EngineKind.Embedded _ -> EmbeddedEngine.open(home, scheduler, clock, metrics);
      case EngineKind.Comet comet -> CometEngine.open(home, comet, scheduler, metrics);
    };
  }

  /// Ends a chain of one validator here, so that others go on with it; of what the home keeps
  /// nothing is let go of, whatever its keeping says.
  ///
  /// @param validators sorted by address
  /// @return where they go on; the same again for a chain that was moved to them before
  /// @throws network.cairn.ledger.engine.DamagedLedger if the home's blocks are not the embedded
  ///   engine's, or go on with others already
  public static ChainMove move(
      EngineHome home,
      List<Genesis.Validator> validators,
      Scheduler scheduler,
      InstantSource clock) {
    EngineHome whole =
        new EngineHome(
            home.folder(), home.genesis(), home.keys(), Keeping.everything(), home.move());
    try (EmbeddedEngine engine =
        EmbeddedEngine.openToMove(whole, scheduler, clock, LedgerMetrics.none())) {
      ChainMove move = engine.move(validators);
      engine.read(state -> SnapshotFolder.open(home.folder().snapshots()).take(state, 2));
      return move;
    }
  }
}
