package network.cairn.base.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Real time and virtual threads. A task that ends by no memory is handed to the [Fatal], whoever
/// started it; one that ends otherwise is named in the log.
public final class RealScheduler implements Scheduler {
  private static final System.Logger LOG = System.getLogger(RealScheduler.class.getName());

  private final long origin = System.nanoTime();
  private final Fatal fatal;

  /// Nothing ends the process: for tests, and for what lives in another's process.
  public RealScheduler() {
    this((where, cause) -> LOG.log(System.Logger.Level.ERROR, where + " died", cause));
  }

  /// @param fatal gets what no restart mends, and a task's `Error` of the machine (no memory)
  public RealScheduler(Fatal fatal) {
    this.fatal = fatal;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime() - origin;
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Task start(String name, Runnable body) {
    Thread thread =
        Thread.ofVirtual().name(name).uncaughtExceptionHandler(this::report).start(body);
    return new ThreadTask(thread);
  }

  @Override
  public void fatal(String where, Throwable cause) {
    fatal.end(where, cause);
  }

  @Override
  public Monitor monitor() {
    return new LockMonitor(this);
  }

  private void report(Thread thread, Throwable failure) {
    if (Fatal.isOfMachine(failure)) {
      fatal.end(thread.getName(), failure);
    }
    LOG.log(
        System.Logger.Level.ERROR,
        "task " + thread.getName() + " ended by an unexpected failure",
        failure);
  }

  private record ThreadTask(Thread thread) implements Task {
    @Override
    public void join() throws InterruptedException {
      thread.join();
    }

    @Override
    public void interrupt() {
      thread.interrupt();
    }

    @Override
    public boolean isAlive() {
      return thread.isAlive();
    }
  }

  /// Extends the lock instead of holding one: there is a monitor per stream.
  private static final class LockMonitor extends ReentrantLock implements Monitor {
    private static final long serialVersionUID = 1L;

    private final transient RealScheduler clock;
    private final transient Condition condition = newCondition();

    LockMonitor(RealScheduler clock) {
      this.clock = clock;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    public boolean await(long deadlineNanos) throws InterruptedException {
      if (deadlineNanos == NEVER) {
        condition.await();
        return true;
      }
      return condition.await(deadlineNanos - clock.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void signalAll() {
      condition.signalAll();
    }
  }
}
