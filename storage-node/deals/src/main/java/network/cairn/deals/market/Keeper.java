package network.cairn.deals.market;

import java.time.Duration;
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
      } catch (LedgerUnavailable e) {
        // Nothing can be known or done until the ledger answers.
        pause = FIRST;
      }
    }
  }

  void stop() {
    loop.stop();
    task.interrupt();
  }
}
