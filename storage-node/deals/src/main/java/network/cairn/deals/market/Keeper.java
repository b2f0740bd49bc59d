package network.cairn.deals.market;

import java.time.Duration;
import java.util.Optional;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.api.LedgerUnavailable;

/// Looks after what is paid, whether anybody asks or not: copies that are still empty are placed,
/// also after a restart, and the last receipt of each agreement is kept.
final class Keeper {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final LedgerMarket market;
  private final Scheduler scheduler;
  private final CriticalLoop loop;
  private final Scheduler.Task task;

  /// Whether the log says that the ledger cannot be relied on. Of the loop's task alone.
  private boolean told;

  Keeper(LedgerMarket market, Scheduler scheduler) {
    this.market = market;
    this.scheduler = scheduler;
    this.loop = new CriticalLoop(scheduler, "market-keeper", this::run);
    this.task = loop.start();
  }

  private void run() throws InterruptedException {
    Duration pause = FIRST;
    while (true) {
      scheduler.sleep(pause);
      try {
        market.look();
        pause = EVERY;
        tell(Optional.empty());
      } catch (LedgerUnavailable e) {
        // Nothing can be known or done until the ledger answers.
        pause = FIRST;
        tell(Optional.of(e));
      }
    }
  }

  /// Says once that nothing can be done, and once that it can again.
  private void tell(Optional<LedgerUnavailable> fault) {
    boolean silent = fault.isPresent();
    if (silent != told) {
      told = silent;
      MarketLog.warn(
          fault
              .map(e ->
                  "agreements cannot be looked after, they wait for the ledger: " + e.getMessage())
              .orElse("the ledger answers again; agreements are looked after"));
    }
  }

  void stop() {
    loop.stop();
    task.interrupt();
  }
}
