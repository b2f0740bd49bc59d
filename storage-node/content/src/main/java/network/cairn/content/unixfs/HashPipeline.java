package network.cairn.content.unixfs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import network.cairn.store.hash.HashPool;

/// Work that may be done out of order by other threads, with results taken in order by the thread
/// that asked for it.
///
/// At most `window` pieces of work are under way; asking for more first takes the oldest result.
/// Used by one thread.
final class HashPipeline {
  /// Small results that may wait behind a large one.
  private static final int MAX_STEPS = 256;

  private final HashPool pool;
  private final int window;
  private final Deque<Step> steps = new ArrayDeque<>();
  private int underWay;

  HashPipeline(HashPool pool, int window) {
    this.pool = pool;
    this.window = window;
  }

  /// What is to happen when everything asked for earlier has happened.
  private sealed interface Step {
    record Action(Runnable run) implements Step {}

    record Result<T>(Future<T> future, Consumer<T> then) implements Step {}
  }

  /// Does the work, here or on another thread, and hands its result on after all earlier ones.
  <T> void work(Supplier<T> work, Consumer<T> then) throws IOException {
    while (underWay >= window) {
      takeOldest();
    }
    Future<T> future =
        pool.tryStart(work::get).orElseGet(() -> CompletableFuture.completedFuture(work.get()));
    steps.add(new Step.Result<>(future, then));
    underWay++;
    takeFinished();
  }

  /// Runs the action after the results of all work asked for so far.
  void then(Runnable action) throws IOException {
    takeFinished();
    while (steps.size() >= MAX_STEPS) {
      takeOldest();
    }
    if (steps.isEmpty()) {
      action.run();
    } else {
      steps.add(new Step.Action(action));
    }
  }

  /// Waits until everything asked for has happened.
  void finish() throws IOException {
    while (!steps.isEmpty()) {
      takeOldest();
    }
  }

  private void takeFinished() throws IOException {
    while (!steps.isEmpty() && isFinished(steps.element())) {
      takeOldest();
    }
  }

  private static boolean isFinished(Step step) {
    return switch (step) {
      case Step.Action _ -> true;
      case Step.Result<?>(Future<?> future, _) -> future.isDone();
    };
  }

  private void takeOldest() throws IOException {
    switch (steps.remove()) {
      case Step.Action(Runnable run) -> run.run();
      case Step.Result<?> result -> {
        underWay--;
        take(result);
      }
    }
  }

  private static <T> void take(Step.Result<T> result) throws IOException {
    try {
      result.then().accept(result.future().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("import interrupted while waiting for hashes");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("hashing failed: " + e.getCause(), e.getCause());
    }
  }
}
