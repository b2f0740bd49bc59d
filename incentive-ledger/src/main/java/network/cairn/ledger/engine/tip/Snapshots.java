package network.cairn.ledger.engine.tip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongPredicate;
import network.cairn.ledger.store.Snapshot;

/// Snapshots of the last heights, kept so that a proof at one height can be checked with the header
/// of the next and a client can read one state piece by piece.
///
/// Readers share them and hold no lock while they read: a commit never waits for a reader. One that
/// left the ring is closed by its last reader.
final class Snapshots implements AutoCloseable {
  static final int KEPT = 48;

  /// However much they hold in memory, so many are kept: a proof needs the header of the next.
  static final int FEWEST = 4;

  /// What the kept ones may hold in memory together, about.
  static final long MOST_BYTES = 64L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition allClosed = lock.newCondition();
  private final Deque<Shared> kept = new ArrayDeque<>();
  private int open;

  private static final class Shared {
    final Snapshot snapshot;
    final long height;

    /// The ring is one.
    int users = 1;

    Shared(Snapshot snapshot) {
      this.snapshot = snapshot;
      this.height = snapshot.head().orElseThrow().getHeight();
    }
  }

  void push(Snapshot newest) {
    Shared shared = new Shared(newest);
    lock.lock();
    try {
      kept.addLast(shared);
      open++;
      while (kept.size() > KEPT || (kept.size() > FEWEST && heldBytes() > MOST_BYTES)) {
        release(kept.removeFirst());
      }
    } finally {
      lock.unlock();
    }
  }

  private long heldBytes() {
    return kept.stream().mapToLong(shared -> shared.snapshot.heldBytes()).sum();
  }

  /// Reads the state of a height; empty if it is not kept.
  <R> Optional<R> at(long height, Function<Snapshot, R> reader) {
    return acquire(one -> one == height).map(shared -> read(shared, reader));
  }

  /// Reads the newest state.
  <R> R newest(Function<Snapshot, R> reader) {
    Shared shared =
        acquire(_ -> true).orElseThrow(() -> new IllegalStateException("the ledger is closed"));
    return read(shared, reader);
  }

  private Optional<Shared> acquire(LongPredicate height) {
    lock.lock();
    try {
      for (Iterator<Shared> newest = kept.descendingIterator(); newest.hasNext(); ) {
        Shared shared = newest.next();
        if (height.test(shared.height)) {
          shared.users++;
          return Optional.of(shared);
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private <R> R read(Shared shared, Function<Snapshot, R> reader) {
    try {
      return reader.apply(shared.snapshot);
    } finally {
      lock.lock();
      try {
        release(shared);
      } finally {
        lock.unlock();
      }
    }
  }

  private void release(Shared shared) {
    shared.users--;
    if (shared.users == 0) {
      try {
        shared.snapshot.close();
      } finally {
        open--;
        allClosed.signalAll();
      }
    }
  }

  /// Waits for the readers of now; there are no later ones.
  @Override
  public void close() {
    lock.lock();
    try {
      while (!kept.isEmpty()) {
        release(kept.removeFirst());
      }
      while (open > 0) {
        allClosed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}
