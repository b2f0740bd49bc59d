package network.cairn.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.base.units.InvalidQuantity;

/// Ends the wait for a command when its `--timeout` has passed, whatever the command waits for:
/// what answers it looks at the time itself, but not while it waits for standard input.
///
/// The time counts anew when a node of this process is open: it looks at the time from then on, and
/// says better what was waited for.
final class TimeLimit {
  /// For an answer that says in time that there is no more time.
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Duration most;
  private volatile long end;

  private TimeLimit(Duration most) {
    this.most = most;
    restart();
  }

  interface Task<T> {
    /// @param begun to be called when what looks at the time itself begins
    T run(Runnable begun) throws IOException;
  }

  private void restart() {
    end = System.nanoTime() + most.toNanos();
  }

  /// Runs a task; on a thread of its own where there is a limit. Nobody interrupts it when the time
  /// has passed, because that would close files in the middle of it: it ends with the process.
  ///
  /// @param timeout as it was given, empty for none
  /// @throws CommandFailed if the time has passed, or is none
  static <T> T run(String timeout, Task<T> task) throws IOException {
    return timeout.isEmpty()
        ? task.run(() -> {})
        : new TimeLimit(left(timeout).plus(GRACE)).run(task);
  }

  private static Duration left(String timeout) {
    try {
      return Deadline.parse(timeout).left(Duration.ZERO);
    } catch (InvalidQuantity e) {
      throw new CommandFailed("option timeout: " + e.getMessage());
    } catch (DeadlineExceeded e) {
      return Duration.ZERO;
    }
  }

  private <T> T run(Task<T> task) throws IOException {
    FutureTask<T> work = new FutureTask<>(() -> task.run(this::restart));
    Thread.ofPlatform().daemon().name("command").start(work);
    try {
      while (true) {
        long left = end - System.nanoTime();
        try {
          return work.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (end - System.nanoTime() <= 0) {
            throw new CommandFailed(DeadlineExceeded.TEXT);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException fault -> throw fault;
        case RuntimeException fault -> throw fault;
        case Error fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
