package network.cairn.content.exchange.bitswap;

import network.cairn.base.time.Scheduler;

/// Tells one that waits that it has what it waits for, and wakes nobody else.
final class Grant {
  private final Scheduler.Monitor monitor;
  private boolean given;

  Grant(Scheduler scheduler) {
    this.monitor = scheduler.monitor();
  }

  void give() {
    monitor.lock();
    try {
      given = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// @return false if the deadline passed before
  boolean await(long deadline) throws InterruptedException {
    monitor.lock();
    try {
      while (!given && monitor.await(deadline)) {
        // Woken by what is given, or for nothing.
      }
      return given;
    } finally {
      monitor.unlock();
    }
  }
}
