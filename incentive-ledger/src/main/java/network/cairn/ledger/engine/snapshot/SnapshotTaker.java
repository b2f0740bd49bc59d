package network.cairn.ledger.engine.snapshot;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StoreFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes snapshots beside the making of blocks, one at a time: a height that is due while the one
/// before is being written is left out. One thread commits and closes; readers come from any.
public final class SnapshotTaker implements AutoCloseable {
  /// Blocks from a snapshot that failed, and was owed, to the next attempt.
  static final long RETRY_BLOCKS = 1_000;

  private static final long NEVER = Long.MAX_VALUE;
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTaker.class);

  private final SnapshotFolder folder;
  private final Keeping keeping;
  private final Scheduler scheduler;
  private final LongConsumer taken;
  private final AtomicReference<Scheduler.@Nullable Task> task = new AtomicReference<>();
  private volatile boolean closed;

  /// From which height on the next one is due, whatever its number.
  private volatile long owedFrom;

  /// One that was owed when the process before ended still is.
  ///
  /// @param taken gets the height of the oldest snapshot that is kept, after each new one; on the
  ///   thread that took it
  public SnapshotTaker(
      SnapshotFolder folder, Keeping keeping, Scheduler scheduler, LongConsumer taken) {
    this.folder = folder;
    this.keeping = keeping;
    this.scheduler = scheduler;
    this.taken = taken;
    this.owedFrom = folder.isOwed() ? 0 : NEVER;
  }

  public SnapshotFolder folder() {
    return folder;
  }

  /// The height of the oldest snapshot that is kept; empty too if the disk does not tell.
  public Optional<Long> oldest() {
    try {
      List<Long> heights = folder.heights();
      return heights.isEmpty() ? Optional.empty() : Optional.of(heights.getLast());
    } catch (StoreFailure e) {
      LOG.warn("{}", e.getMessage());
      return Optional.empty();
    }
  }

  /// From now on the next height is due, whatever its number: the state came from others, and where
  /// it is lost again there are no blocks to make it of.
  public void owe() {
    owedFrom = 0;
  }

  private boolean isDue(long height) {
    return keeping.isTaken(height) || (height >= owedFrom && keeping.takesAny());
  }

  /// A height was committed: begins its snapshot if one is due.
  ///
  /// @param state opens it; called at once, if at all
  public void committed(long height, Supplier<Snapshot> state) {
    Scheduler.Task running = task.get();
    if (closed || !isDue(height) || (running != null && running.isAlive())) {
      return;
    }
    boolean wasOwed = owedFrom != NEVER;
    owedFrom = NEVER;
    Snapshot held = state.get();
    task.set(
        scheduler.start(
            "ledger-snapshot",
            () -> {
              if (!take(held) && wasOwed) {
                owedFrom = height + RETRY_BLOCKS;
              }
            }));
  }

  /// Whether it was taken.
  private boolean take(Snapshot held) {
    Optional<Manifest> made;
    try (held) {
      made = folder.take(held, keeping.snapshots(), () -> closed);
    } catch (StoreFailure e) {
      LOG.warn("no snapshot was taken: {}", e.getMessage());
      return false;
    }
    made.ifPresent(manifest -> {
      LOG.info(
          "snapshot of height {}: {} entries in {} chunks",
          manifest.height(),
          manifest.entries(),
          manifest.chunks().size());
      // Without the state: what is done with old blocks may take long, and every block meanwhile
      // would be kept in memory for whoever holds it.
      oldest().ifPresent(taken::accept);
    });
    return made.isPresent();
  }

  /// Ends one that is being taken: what there is of it is deleted at the next start.
  @Override
  public void close() {
    closed = true;
    Scheduler.Task running = task.get();
    boolean interrupted = false;
    while (running != null && running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
