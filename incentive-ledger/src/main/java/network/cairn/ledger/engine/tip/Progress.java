package network.cairn.ledger.engine.tip;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.proto.ledgerapi.LedgerHead;

/// Where a chain stands, whether it goes on, and who waits for it. Thread-safe.
public final class Progress {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile LedgerHead head;
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean closed;

  public Progress(LedgerHead head) {
    this.head = head;
  }

  public LedgerHead head() {
    return head;
  }

  public void reach(LedgerHead next) {
    head = next;
    wake();
  }

  /// No further block comes, because of this.
  public void fail(Throwable cause) {
    failure = Optional.of(cause);
    wake();
  }

  public void close() {
    closed = true;
    wake();
  }

  public boolean isClosed() {
    return closed;
  }

  public boolean isFailed() {
    return failure.isPresent();
  }

  /// @throws IllegalStateException if no further block comes
  public void requireGoing() {
    if (closed || failure.isPresent()) {
      throw new IllegalStateException(
          "the ledger has stopped" + failure.map(e -> ": " + e.getMessage()).orElse(""));
    }
  }

  /// As [network.cairn.ledger.engine.Engine#awaitHeight].
  public boolean await(long height, Duration max) throws InterruptedException {
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
