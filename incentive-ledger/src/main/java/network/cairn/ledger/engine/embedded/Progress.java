package network.cairn.ledger.engine.embedded;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.proto.ledgerapi.LedgerHead;

/// Where a chain stands, whether it goes on, and who waits for it. Thread-safe.
final class Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile LedgerHead head;
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean closed;

  Progress(LedgerHead head) {
    this.head = head;
  }

  LedgerHead head() {
    return head;
  }

  void reach(LedgerHead next) {
    head = next;
    wake();
  }

  /// No further block comes, because of this.
  void fail(Throwable cause) {
    failure = Optional.of(cause);
    wake();
  }

  void close() {
    closed = true;
    wake();
  }

  boolean isClosed() {
    return closed;
  }

  boolean isFailed() {
    return failure.isPresent();
  }

  /// @throws IllegalStateException if no further block comes
  void requireGoing() {
    if (closed || failure.isPresent()) {
      throw new IllegalStateException(
          "the ledger has stopped" + failure.map(e -> ": " + e.getMessage()).orElse(""));
    }
  }

  /// As [network.cairn.ledger.engine.Engine#awaitHeight].
  boolean await(long height, Duration max) throws InterruptedException {
    long left = max.toNanos();
    lock.lock();
    try {
      while (head.getHeight() < height) {
        if (closed || failure.isPresent()) {
          throw new IllegalStateException("the ledger has stopped at height " + head.getHeight());
        }
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
