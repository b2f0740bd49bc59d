package network.cairn.app.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import network.cairn.app.health.Check;
import network.cairn.app.health.Finding;
import network.cairn.base.time.Scheduler;
import network.cairn.base.units.Durations;
import network.cairn.ledger.engine.Engine;
import network.cairn.ledger.rules.LedgerView;

/// What must hold for a ledger.
final class LedgerChecks {
  /// A chain whose last block is older than so many intervals stands still, but for this time.
  private static final int INTERVALS = 20;

  private static final Duration LEAST = Duration.ofMinutes(1);

  private LedgerChecks() {}

  static List<Check> of(Engine engine, Scheduler scheduler) {
    return List.of(
        Check.vital("state", () -> state(engine)),
        Check.of("blocks", () -> blocks(engine, Instant.ofEpochMilli(scheduler.epochMillis()))));
  }

  /// It is read: a height is known without it.
  private static Finding state(Engine engine) {
    boolean whole =
        engine.read(state -> {
          new LedgerView(state).params();
          return state.head().isPresent();
        });
    return whole
        ? Finding.good("height " + engine.height())
        : Finding.bad("the state has no head: it is not whole");
  }

  private static Finding blocks(Engine engine, Instant now) {
    if (engine.isCatchingUp()) {
      return Finding.bad("at height " + engine.height() + ", and others have more: it catches up");
    }
    long interval = engine.read(state -> new LedgerView(state).params().blockIntervalMs());
    Duration age = Duration.between(engine.time(), now);
    Duration bound = Duration.ofMillis(interval).multipliedBy(INTERVALS);
    Duration most = bound.compareTo(LEAST) > 0 ? bound : LEAST;
    return age.compareTo(most) > 0
        ? Finding.bad(
            "no block for "
                + Durations.rough(age)
                + ": the log says why; of several validators those with more than two thirds of"
                + " the power must run and reach each other")
        : Finding.good("block " + engine.height() + " at " + engine.time());
  }
}
