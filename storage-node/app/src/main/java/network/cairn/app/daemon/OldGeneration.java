package network.cairn.app.daemon;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects the serial collector's old generation when it has doubled since it was last collected.
///
/// That collector itself waits until the heap's limit, a quarter of the machine: large blocks on
/// their way to callers are promoted, and a daemon that serves many of them would take gigabytes of
/// which a few dozen megabytes live. The old generation then holds at most the larger of [#LEAST]
/// and twice what lives in it, and what one young collection adds.
final class OldGeneration implements AutoCloseable {
  /// Bytes below which it is left alone.
  static final long LEAST = 96L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(OldGeneration.class);
  private static final String SERIAL = "Tenured Gen";

  /// The generation, as the virtual machine tells of it.
  interface Pool {
    /// Calls back each time its usage rises above so many bytes, or never again.
    void above(long bytes, Runnable call);

    /// Collects it.
    ///
    /// @return bytes that live in it
    long collect();

    /// Ends the calls.
    void end();
  }

  private final Pool pool;
  private final Scheduler.Monitor monitor;
  private final CriticalLoop loop;
  private final Scheduler.Task task;
  private boolean full;

  OldGeneration(Pool pool, Scheduler scheduler) {
    this.pool = pool;
    this.monitor = scheduler.monitor();
    this.loop = new CriticalLoop(scheduler, "old generation", this::run);
    pool.above(LEAST, this::signal);
    this.task = loop.start();
  }

  /// Watches the process's own, if the serial collector keeps it.
  static Optional<OldGeneration> watch(Scheduler scheduler) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals(SERIAL) && pool.isUsageThresholdSupported())
        .findFirst()
        .map(pool -> new OldGeneration(new Process(pool), scheduler));
  }

  private void signal() {
    monitor.lock();
    try {
      full = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private void run() throws InterruptedException {
    while (true) {
      monitor.lock();
      try {
        while (!full) {
          monitor.await(Scheduler.NEVER);
        }
        full = false;
      } finally {
        monitor.unlock();
      }
      long live = pool.collect();
      LOG.debug("{} MB live in the old generation", live >> 20);
      pool.above(Math.max(LEAST, 2 * live), this::signal);
    }
  }

  @Override
  public void close() {
    pool.end();
    loop.stop();
    task.interrupt();
    try {
      task.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Process implements Pool {
    private final MemoryPoolMXBean pool;
    private final NotificationEmitter emitter =
        (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    private final NotificationListener listener;
    private volatile Runnable call = () -> {};

    Process(MemoryPoolMXBean pool) {
      this.pool = pool;
      this.listener =
          (notification, _) -> {
            if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
              call.run();
            }
          };
      emitter.addNotificationListener(listener, null, null);
    }

    @Override
    public void above(long bytes, Runnable then) {
      call = then;
      long most = pool.getUsage().getMax();
      pool.setUsageThreshold(most < 0 ? bytes : Math.min(bytes, most));
    }

    /// Large blocks are dead as soon as they are sent: only a whole collection finds them.
    @Override
    public long collect() {
      System.gc();
      MemoryUsage after = pool.getCollectionUsage();
      return after == null ? pool.getUsage().getUsed() : after.getUsed();
    }

    @Override
    public void end() {
      pool.setUsageThreshold(0);
      try {
        emitter.removeNotificationListener(listener);
      } catch (ListenerNotFoundException e) {
        throw new IllegalStateException("ended twice", e);
      }
    }
  }
}
