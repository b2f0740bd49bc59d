package network.cairn.libp2p.security.noise;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.libp2p.sched.Scheduler;

/// Virtual threads and the real clock.
final class Threads implements Scheduler {
  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Task start(String name, Runnable body) {
    Thread thread = Thread.ofVirtual().name(name).start(body);
    return new Task() {
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
    };
  }

  @Override
  public Monitor monitor() {
    ReentrantLock lock = new ReentrantLock();
    Condition condition = lock.newCondition();
    return new Monitor() {
      @Override
      public void lock() {
        lock.lock();
      }

      @Override
      public void unlock() {
        lock.unlock();
      }

      @Override
      public boolean await(long deadlineNanos) throws InterruptedException {
        return condition.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      }

      @Override
      public void signalAll() {
        condition.signalAll();
      }
    };
  }
}
