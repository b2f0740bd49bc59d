package network.cairn.base.time;

import java.time.Duration;

/// Time, waiting and threads: the only source of them for the host and everything above it that a
/// simulation owns.
///
/// The real one is `System.nanoTime` and virtual threads; a simulated one owns a virtual clock,
/// runs one task at a time in an order that a seed decides, and jumps to the next deadline when
/// every task waits. Thread-safe.
public interface Scheduler {
  /// The deadline of a wait that only a signal ends.
  long NEVER = Long.MAX_VALUE;

  /// Nanoseconds of a monotonic clock with an arbitrary origin.
  long nanoTime();

  /// Milliseconds since the Unix epoch; for records that name a date, never for deadlines.
  long epochMillis();

  /// The instant of [#nanoTime] at which this much time has passed from now.
  default long deadline(Duration fromNow) {
    return nanoTime() + fromNow.toNanos();
  }

  /// Starts a task on a thread of its own.
  Task start(String name, Runnable body);

  /// Takes what no restart mends, such as an `Error` of a [CriticalLoop]: a node's process ends by
  /// it. Here it is thrown on, so that it ends its task and fails a simulation.
  ///
  /// @param where the loop or task, as its thread is named
  default void fatal(String where, Throwable cause) {
    throw new IllegalStateException(where + " died of " + cause, cause);
  }

  /// A new lock with one condition.
  Monitor monitor();

  /// Waits for the given time.
  default void sleep(Duration time) throws InterruptedException {
    long deadline = deadline(time);
    Monitor monitor = monitor();
    monitor.lock();
    try {
      while (monitor.await(deadline)) {
        // Nobody signals this monitor: only the deadline ends the wait.
      }
    } finally {
      monitor.unlock();
    }
  }

  /// A started task.
  interface Task {
    /// Waits until the task has ended.
    void join() throws InterruptedException;

    /// Interrupts the task's waits; never used while it is in socket I/O.
    void interrupt();

    /// Whether the task has not ended yet.
    boolean isAlive();
  }

  /// A re-entrant lock with one condition; `await` and `signalAll` only while holding it.
  interface Monitor {
    /// Takes the lock, waiting without end and without being interrupted.
    void lock();

    /// Gives back what [#lock] took.
    void unlock();

    /// Waits for a signal until [Scheduler#nanoTime] reaches the deadline ([Scheduler#NEVER]: no
    /// deadline).
    ///
    /// @return false if the deadline passed; spurious `true` is possible, so callers loop
    boolean await(long deadlineNanos) throws InterruptedException;

    /// Wakes all who wait.
    void signalAll();
  }
}
