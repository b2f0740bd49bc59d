package network.cairn.content.exchange.bitswap;

import java.time.Duration;

/// Whether a peer takes what it is sent swiftly: half a MiB, which is more than fits a connection
/// that nobody reads, has left without a pause, and nothing since has taken long. Used by one
/// thread.
final class Pace {
  private static final int SWIFT = 512 * 1024;
  private static final Duration QUICK = Duration.ofMillis(250);
  private static final Duration SLOW = Duration.ofSeconds(1);

  private int quick;
  private boolean slow;

  boolean isSwift() {
    return quick >= SWIFT;
  }

  /// Whether what left last took long.
  boolean isSlow() {
    return slow;
  }

  /// So many bytes have left in this time, one slice at most.
  void left(int bytes, long nanos) {
    slow = nanos > SLOW.toNanos();
    if (slow) {
      quick = 0;
    } else if (nanos < QUICK.toNanos()) {
      quick = Math.min(SWIFT, quick + bytes);
    }
  }
}
