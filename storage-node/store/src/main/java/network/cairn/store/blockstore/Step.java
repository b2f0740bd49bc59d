package network.cairn.store.blockstore;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import network.cairn.ipld.multihash.Multihash;

/// A part of an import that becomes durable while the writer goes on: pack, directory, index, as in
/// every commit.
final class Step implements Runnable {
  private final Map<Multihash, Location> blocks;
  private final FutureTask<Boolean> work;

  /// @param blocks not changed any more
  Step(PackBlockstore store, Map<Multihash, Location> blocks) {
    this.blocks = blocks;
    this.work = new FutureTask<>(() -> commit(store, blocks));
  }

  /// Makes blocks durable and tells so; afterwards, whatever came of it, they wait for nothing.
  static boolean commit(PackBlockstore store, Map<Multihash, Location> blocks) {
    List<Committer.Entry> entries = Committer.Entry.puts(blocks);
    try {
      store.committer().commit(entries, Set.of());
    } finally {
      store.committer().settle(entries);
    }
    store.stored(blocks.keySet());
    return true;
  }

  Map<Multihash, Location> blocks() {
    return blocks;
  }

  @Override
  public void run() {
    work.run();
  }

  boolean isDone() {
    return work.isDone();
  }

  /// Waits for the end, or does the work here if nobody has begun it.
  void await() {
    work.run();
    boolean interrupted = false;
    while (!work.isDone()) {
      try {
        work.get();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        break; // Told by who asks for the outcome.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// As [#await], and tells how it ended.
  ///
  /// @throws java.io.UncheckedIOException if the disk failed
  void join() {
    await();
    if (work.state() == Future.State.FAILED) {
      switch (work.exceptionNow()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case Throwable failure -> throw new IllegalStateException(failure);
      }
    }
  }
}
