package network.cairn.app.daemon;

import java.time.Duration;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.store.gc.GcReport;
import network.cairn.store.repo.CollectionHeld;
import network.cairn.store.repo.RepoStat;
import network.cairn.store.repo.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects garbage when the store is nearly full: `daemon --enable-gc`.
///
/// Ends between collections, never in the middle of one.
final class AutoCollect implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AutoCollect.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final int FULL_PERCENT = 90;

  private final Repository repository;
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final Scheduler.Task task;
  private boolean closed;

  AutoCollect(Repository repository, Scheduler scheduler) {
    this.repository = repository;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
    this.task = new CriticalLoop(scheduler, "auto-gc", this::run).start();
  }

  /// Whether so little room is left that a collection is worth its while.
  static boolean isNearlyFull(RepoStat stat) {
    return stat.repoSize() + stat.reserved() > stat.storageMax() / 100 * FULL_PERCENT;
  }

  private void run() {
    try {
      while (!pause()) {
        collectIfNearlyFull();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whatever fails here may work at the next look, and a full store must not stay so for ever.
  private void collectIfNearlyFull() {
    try {
      if (isNearlyFull(repository.stat())) {
        collect();
      }
    } catch (CollectionHeld e) {
      LOG.warn("{}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("no garbage was collected", e);
    }
  }

  private void collect() {
    switch (repository.gc(_ -> {})) {
      case GcReport.Done(long removed, long freed, long _) ->
          LOG.info("collected {} blocks, {} bytes", removed, freed);
      case GcReport.Aborted(var root, var block, String reason) ->
          LOG.warn("no garbage was collected: block {} below pin {}: {}", block, root, reason);
    }
  }

  /// Waits for the next look; true if there is to be none.
  private boolean pause() throws InterruptedException {
    long until = scheduler.nanoTime() + EVERY.toNanos();
    monitor.lock();
    try {
      while (!closed && scheduler.nanoTime() - until < 0) {
        monitor.await(until);
      }
      return closed;
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void close() {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    try {
      task.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
