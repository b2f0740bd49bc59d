package network.cairn.deals.protocol;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import network.cairn.base.time.Scheduler;

/// A bound on bytes per second over all who take; a quarter of a second may be taken at once.
/// Thread-safe.
final class RateLimit {
  private static final long SECOND = 1_000_000_000L;
  private static final long BURST = SECOND / 4;

  private final Scheduler scheduler;
  private final long bytesPerSecond;
  private long paidUntil;

  RateLimit(Scheduler scheduler, long bytesPerSecond) {
    if (bytesPerSecond < 64 * 1024) {
      throw new IllegalArgumentException(
          "a rate of " + bytesPerSecond + " bytes per second is below 64 KiB");
    }
    this.scheduler = scheduler;
    this.bytesPerSecond = bytesPerSecond;
    this.paidUntil = scheduler.nanoTime() - BURST;
  }

  /// Waits until so many bytes may go.
  void take(int bytes) throws IOException {
    long wait;
    synchronized (this) {
      long now = scheduler.nanoTime();
      if (paidUntil - (now - BURST) < 0) {
        paidUntil = now - BURST;
      }
      paidUntil += Math.multiplyExact(bytes, SECOND) / bytesPerSecond;
      wait = paidUntil - now;
    }
    if (wait > 0) {
      try {
        scheduler.sleep(Duration.ofNanos(wait));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while sending a piece");
      }
    }
  }
}
