package network.cairn.ledger.api;

import java.time.Duration;
import network.cairn.base.time.RealScheduler;

/// How a thread waits for a server that is a little behind, and what waits beside it.
@FunctionalInterface
interface Pause {
  /// @throws LedgerUnavailable if the thread is interrupted
  void forA(Duration time);

  /// Starts what may wait for long; nobody waits for its end.
  default void beside(Runnable task) {
    new RealScheduler().start("ledger client", task);
  }

  /// Waits by the machine's clock.
  static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable("interrupted while waiting for the ledger", e);
    }
  }
}
