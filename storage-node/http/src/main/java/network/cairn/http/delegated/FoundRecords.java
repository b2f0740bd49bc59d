package network.cairn.http.delegated;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import network.cairn.base.time.Scheduler;

/// What a search finds, between the task that searches and the one that writes the answer: as many
/// as are wanted, each once. Thread-safe.
///
/// A record that comes again with other addresses is told again: another way of finding knew more.
final class FoundRecords {
  /// Between two looks at whether the caller has gone.
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Scheduler scheduler;
  private final RecordFilter filter;
  private final Scheduler.Monitor monitor;
  private final Deque<PeerRecord> waiting = new ArrayDeque<>();
  private final Set<PeerRecord> told = new HashSet<>();
  private final int most;
  private boolean over;
  private boolean failed;

  FoundRecords(Scheduler scheduler, RecordFilter filter, int most) {
    this.scheduler = scheduler;
    this.filter = filter;
    this.most = most;
    this.monitor = scheduler.monitor();
  }

  /// @return whether more are wanted
  boolean found(PeerRecord record) {
    Optional<PeerRecord> left = filter.apply(record);
    monitor.lock();
    try {
      if (left.isPresent() && !over && told.size() < most && told.add(left.get())) {
        waiting.addLast(left.get());
        monitor.signalAll();
      }
      return !over && told.size() < most;
    } finally {
      monitor.unlock();
    }
  }

  /// Nothing more comes, or nothing more is wanted.
  void end() {
    monitor.lock();
    try {
      over = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// The search broke off.
  void fail() {
    monitor.lock();
    failed = true;
    monitor.unlock();
    end();
  }

  boolean hasFailed() {
    monitor.lock();
    try {
      return failed;
    } finally {
      monitor.unlock();
    }
  }

  /// The next, as soon as it is found; empty at the end of the search, at the deadline, or when the
  /// caller has gone.
  Optional<PeerRecord> next(long deadline, BooleanSupplier gone) throws InterruptedException {
    monitor.lock();
    try {
      while (waiting.isEmpty() && !over && told.size() < most && !gone.getAsBoolean()) {
        long now = scheduler.nanoTime();
        if (now - deadline >= 0) {
          break;
        }
        monitor.await(now + Math.min(deadline - now, LOOK_NANOS));
      }
      return Optional.ofNullable(waiting.pollFirst());
    } finally {
      monitor.unlock();
    }
  }
}
