package network.cairn.content.exchange.bitswap;

import java.util.ArrayDeque;
import java.util.Deque;
import network.cairn.base.time.Scheduler;

/// The memory that blocks on their way out may take, shared by all peers, first come first served.
///
/// A peer that reads slowly holds at most one message of it, so it cannot starve the others.
/// Thread-safe.
final class SendBudget {
  private final Scheduler.Monitor monitor;
  private final Deque<Object> queue = new ArrayDeque<>();
  private long free;

  SendBudget(Scheduler scheduler, long bytes) {
    this.monitor = scheduler.monitor();
    this.free = bytes;
  }

  /// Waits for its turn and for room; never asks for more than the whole.
  void acquire(long bytes) throws InterruptedException {
    Object turn = new Object();
    monitor.lock();
    try {
      queue.addLast(turn);
      try {
        while (!turn.equals(queue.peekFirst()) || free < bytes) {
          monitor.await(Long.MAX_VALUE);
        }
        free -= bytes;
      } finally {
        queue.remove(turn);
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
  }

  void release(long bytes) {
    monitor.lock();
    try {
      free += bytes;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }
}
