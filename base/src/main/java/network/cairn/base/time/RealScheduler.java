package network.cairn.base.time;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Real time and virtual threads.
public final class RealScheduler implements Scheduler {
  private static final System.Logger LOG = System.getLogger(RealScheduler.class.getName());

  private final long origin = System.nanoTime();

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
        Thread.ofVirtual().name(name).uncaughtExceptionHandler(RealScheduler::report).start(body);
    return new ThreadTask(thread);
  }

  @Override
  public Monitor monitor() {
    return new LockMonitor(this);
  }

  private static void report(Thread thread, Throwable failure) {
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
