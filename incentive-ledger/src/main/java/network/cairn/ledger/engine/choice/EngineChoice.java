package network.cairn.ledger.engine.choice;

import java.time.InstantSource;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.engine.EngineHome;
import network.cairn.ledger.engine.EngineKind;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.comet.CometEngine;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;

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
}
