package network.cairn.ledger.api;

import java.time.Duration;

/// How a thread waits for a server that is a little behind.
@FunctionalInterface
interface Pause {
  /// @throws LedgerUnavailable if the thread is interrupted
  void forA(Duration time);

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
