package network.cairn.deals.market;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import network.cairn.base.time.Scheduler;

/// The calls under way, so that closing the market ends every one. Thread-safe.
final class Calls {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final Set<Thread> running = new HashSet<>();
  private volatile boolean closed;

  Calls(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  /// Says that the current thread is in a call, until [#end].
  ///
  /// @throws MarketFailure if the market is closed
  void begin() {
    monitor.lock();
    try {
      if (closed) {
        throw new MarketFailure(
            MarketFailure.Code.STOPPED, "the node is being stopped; nothing was paid");
      }
      running.add(Thread.currentThread());
    } finally {
      monitor.unlock();
    }
  }

  void end() {
    monitor.lock();
    try {
      running.remove(Thread.currentThread());
      if (closed) {
        // The interruption was meant for the call alone.
        Thread.interrupted();
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /// Interrupts every call and waits a while for it to end; lets no other begin.
  void close() {
    long until = scheduler.nanoTime() + PATIENCE.toNanos();
    monitor.lock();
    try {
      closed = true;
      running.forEach(Thread::interrupt);
      while (!running.isEmpty() && scheduler.nanoTime() - until < 0) {
        monitor.await(until);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      monitor.unlock();
    }
  }
}
