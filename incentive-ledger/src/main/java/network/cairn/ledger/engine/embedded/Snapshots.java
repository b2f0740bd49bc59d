package network.cairn.ledger.engine.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import network.cairn.ledger.store.Snapshot;

/// Snapshots of the last heights, kept so that a proof at one height can be checked with the header
/// of the next and a client can read one state piece by piece. Readers share them; a commit waits
/// for readers only while it turns the ring.
final class Snapshots implements AutoCloseable {
  static final int KEPT = 48;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Deque<Snapshot> kept = new ArrayDeque<>();

  void push(Snapshot newest) {
    lock.writeLock().lock();
    try {
      kept.addLast(newest);
      if (kept.size() > KEPT) {
        kept.removeFirst().close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// Reads the state of a height; empty if it is not kept.
  <R> Optional<R> at(long height, Function<Snapshot, R> reader) {
    lock.readLock().lock();
    try {
      for (Snapshot one : kept) {
        if (one.head().orElseThrow().getHeight() == height) {
          return Optional.of(reader.apply(one));
        }
      }
      return Optional.empty();
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Reads the newest state.
  <R> R newest(Function<Snapshot, R> reader) {
    lock.readLock().lock();
    try {
      if (kept.isEmpty()) {
        throw new IllegalStateException("the ledger is closed");
      }
      return reader.apply(kept.getLast());
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      kept.forEach(Snapshot::close);
      kept.clear();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
