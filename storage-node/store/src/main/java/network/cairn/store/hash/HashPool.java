package network.cairn.store.hash;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/// Platform threads that hash ahead of their callers, one per core.
///
/// The pool takes a task only while it has a place for it; otherwise the caller hashes on its own
/// thread. So the work (and the bytes it holds) is bounded by `2 * threads` tasks however many
/// callers there are, no caller waits for another's work, and none can starve. Thread-safe.
public final class HashPool implements AutoCloseable {
  private final ExecutorService threads;
  private final Semaphore places;
  private final int width;

  /// @param width number of threads, at least 1
  public HashPool(int width) {
    if (width < 1) {
      throw new IllegalArgumentException(
          "hash pool of " + width + " threads; at least 1 is needed");
    }
    this.width = width;
    this.places = new Semaphore(2 * width);
    this.threads =
        Executors.newFixedThreadPool(
            width, Thread.ofPlatform().name("cairn-hash-", 0).daemon(true).factory());
  }

  /// A pool with one thread per available core.
  public static HashPool ofCores() {
    return new HashPool(Runtime.getRuntime().availableProcessors());
  }

  /// Number of threads.
  public int width() {
    return width;
  }

  /// Starts the task if there is a place for it.
  ///
  /// @return empty if every place is taken: the caller then does the work itself
  public <T> Optional<Future<T>> tryStart(Callable<T> task) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    boolean started = false;
    try {
      FutureTask<T> future = new FutureTask<>(task);
      threads.execute(() -> {
        try {
          future.run(); // Does nothing if it was cancelled meanwhile.
        } finally {
          places.release();
        }
      });
      started = true;
      return Optional.of(future);
    } finally {
      if (!started) {
        places.release();
      }
    }
  }

  /// Ends the threads after the tasks already taken.
  @Override
  public void close() {
    threads.close();
  }
}
