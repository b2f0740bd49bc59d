package network.cairn.libp2p.io;

import java.time.Duration;
import network.cairn.base.time.Scheduler;

/// Keeps a deadline on blocking I/O: unless disarmed in time, it closes the connection, which fails
/// the blocked call.
///
/// Thread-safe. Use with try-with-resources around a handshake: `try (Watchdog _ =
/// Watchdog.arm(scheduler, timeout, raw::close)) { ... }`
public final class Watchdog implements AutoCloseable {
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private boolean disarmed;
  private boolean fired;

  private Watchdog(Scheduler scheduler) {
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
  }

  /// Runs `action` once `timeout` has passed, unless closed before. The action must not block.
  public static Watchdog arm(Scheduler scheduler, Duration timeout, Runnable action) {
    Watchdog dog = new Watchdog(scheduler);
    long deadline = scheduler.nanoTime() + timeout.toNanos();
    scheduler.start("watchdog", () -> dog.watch(deadline, action));
    return dog;
  }

  private void watch(long deadline, Runnable action) {
    monitor.lock();
    try {
      while (!disarmed && deadline - scheduler.nanoTime() > 0) {
        monitor.await(deadline);
      }
      if (disarmed) {
        return;
      }
      fired = true;
    } catch (InterruptedException e) {
      fired = true;
    } finally {
      monitor.unlock();
    }
    action.run();
  }

  /// Whether the deadline passed and the action ran or is about to.
  public boolean fired() {
    monitor.lock();
    try {
      return fired;
    } finally {
      monitor.unlock();
    }
  }

  /// Disarms; the action does not start after this returns.
  @Override
  public void close() {
    monitor.lock();
    try {
      disarmed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }
}
