package network.cairn.lmdb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Env;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/// The one platform thread that writes: LMDB ties such transactions to an operating system thread,
/// and a virtual thread would move between those. It takes whatever changes wait and commits them
/// as one transaction. Thread-safe.
final class Writer {
  private static final int MAX_WAITING = 4096;
  private static final int MAX_MERGED = 256;

  private final Mapped mapped;
  private final BlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>(MAX_WAITING);
  private final AtomicReference<@Nullable CommitLog> log = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean closed;

  Writer(Mapped mapped) {
    this.mapped = mapped;
    this.thread = Thread.ofPlatform().name("lmdb").daemon().unstarted(this::runJobs);
  }

  void start() {
    thread.start();
  }

  /// From now on all rows are told before they count.
  void log(CommitLog told) {
    if (!log.compareAndSet(null, told)) {
      throw new IllegalStateException("the tables have a log");
    }
  }

  /// Waits until the change is durable, whatever interrupts.
  <R> R write(Function<Tables.Change, R> change) {
    Job<R> job = new Job<>(change);
    boolean interrupted = false;
    while (true) {
      try {
        jobs.put(job);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (closed && !thread.isAlive()) {
      failRest(); // It may have come after the last look of who closes.
    }
    try {
      return job.await();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void runJobs() {
    List<Job<?>> batch = new ArrayList<>();
    while (true) {
      try {
        batch.add(jobs.take());
        jobs.drainTo(batch, MAX_MERGED);
      } catch (InterruptedException e) {
        if (closed) {
          failRest();
          return;
        }
        continue;
      }
      try {
        runMerged(batch);
      } catch (RuntimeException | Error e) {
        // Whoever waits for its change learns of it, and this thread takes the next.
        batch.forEach(job -> job.fail(e));
      }
      batch.clear();
    }
  }

  /// One transaction for all; if that fails, one for each, so that a bad change harms only itself.
  private void runMerged(List<Job<?>> batch) {
    if (batch.size() > 1 && transact(batch) == null) {
      batch.forEach(Job::finish);
      return;
    }
    for (Job<?> job : batch) {
      Throwable failure = transact(List.of(job));
      if (failure == null) {
        job.finish();
      } else {
        job.fail(failure);
      }
    }
  }

  private @Nullable Throwable transact(List<Job<?>> batch) {
    while (true) {
      try (Txn<byte[]> txn = mapped.writing()) {
        Transaction transaction = new Transaction(mapped, txn, log.get());
        batch.forEach(job -> job.run(transaction));
        transaction.commit();
        return null;
      } catch (Env.MapFullException e) {
        // It grows below, once this transaction is gone; nothing of it was written.
        if (!mapped.mayGrow()) {
          return mapped.failed(e);
        }
      } catch (LmdbException e) {
        return mapped.failed(e);
      } catch (RuntimeException | Error e) {
        return e;
      }
      try {
        mapped.grow();
      } catch (LmdbException e) {
        return mapped.failed(e);
      }
    }
  }

  private void failRest() {
    for (Job<?> job = jobs.poll(); job != null; job = jobs.poll()) {
      job.fail(new IllegalStateException("the index is closed"));
    }
  }

  /// Waits for the change under way; those that wait behind it fail.
  void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    failRest();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
