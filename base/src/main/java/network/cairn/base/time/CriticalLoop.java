package network.cairn.base.time;

import java.time.Duration;

/// A loop that must not end while its owner lives: the one rule for all that accept, prove, make
/// blocks, reconcile, collect.
///
/// A body that throws an `Exception` is named in the log and run again after a pause, 100 ms at
/// first, twice as long each time, 30 s at most, and 100 ms again after a minute that held. A body
/// that throws an `Error` ends the process through [Scheduler#fatal], because a program without
/// memory, or that contradicts itself, must not look alive. A body that returns, or is interrupted,
/// has ended because its owner wanted it.
///
/// A task of one connection, which ends with it, is none: it is a plain [Scheduler#start], whose
/// `finally` ends the connection. Thread-safe; runs once.
public final class CriticalLoop implements Runnable {
  static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  static final Duration HELD = Duration.ofMinutes(1);

  private static final System.Logger LOG = System.getLogger(CriticalLoop.class.getName());

  /// What runs until its owner ends it.
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  private final Scheduler scheduler;
  private final String name;
  private final Body body;
  private final Scheduler.Monitor monitor;
  private boolean stopped;

  /// @param name of the loop, in the log and of its thread
  public CriticalLoop(Scheduler scheduler, String name, Body body) {
    this.scheduler = scheduler;
    this.name = name;
    this.body = body;
    this.monitor = scheduler.monitor();
  }

  /// Runs the loop on a task of its own.
  public Scheduler.Task start() {
    return scheduler.start(name, this);
  }

  /// Runs the loop on this thread until it ends.
  @Override
  public void run() {
    Duration pause = FIRST_PAUSE;
    while (!isStopped()) {
      long begun = scheduler.nanoTime();
      try {
        body.run();
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        if (isStopped() || Thread.currentThread().isInterrupted()) {
          return;
        }
        pause = scheduler.nanoTime() - begun >= HELD.toNanos() ? FIRST_PAUSE : pause;
        LOG.log(
            System.Logger.Level.ERROR,
            name + " failed and begins again in " + pause.toMillis() + " ms: " + e,
            e);
      } catch (Error e) {
        scheduler.fatal(name, e);
        return;
      }
      if (!rest(pause)) {
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  /// The body is not begun again, and a pause ends; a body under way its owner ends by itself.
  public void stop() {
    monitor.lock();
    try {
      stopped = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private boolean isStopped() {
    monitor.lock();
    try {
      return stopped;
    } finally {
      monitor.unlock();
    }
  }

  /// Waits; false if the loop is to end.
  private boolean rest(Duration pause) {
    long until = scheduler.deadline(pause);
    monitor.lock();
    try {
      while (!stopped && scheduler.nanoTime() - until < 0) {
        monitor.await(until);
      }
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      monitor.unlock();
    }
  }
}
