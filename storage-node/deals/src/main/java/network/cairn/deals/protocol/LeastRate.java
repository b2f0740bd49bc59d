package network.cairn.deals.protocol;

import java.time.Duration;

/// Whether the other side of a transfer keeps the pace that its place costs (docs/protocol.md §8,
/// places of fills).
///
/// Counted is only the time that was spent waiting for it, connected or not: each time that this
/// adds up to a window, so many bytes must have come. What this side needs for its disk, its
/// hashing or its own rate cap is nobody's fault. For one thread.
public final class LeastRate {
  /// Bytes per second that every transfer keeps.
  public static final long BYTES_PER_SECOND = 16 * 1024;

  /// The window, and so the grace of a transfer that begins.
  public static final Duration WINDOW = Duration.ofSeconds(60);

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long waited;
  private long bytes;
  private int windows;

  /// Notes a wait for the other side and what it brought.
  ///
  /// @param least bytes per second that are asked for from the second window on, if more than
  ///   [#BYTES_PER_SECOND]
  /// @return false if a window has passed in which too little came; of nothing at all the bounds on
  ///   silence tell
  public boolean holds(long nanos, long came, long least) {
    waited += nanos;
    bytes += came;
    if (waited < WINDOW.toNanos() || bytes == 0) {
      return true;
    }
    long rate = windows == 0 ? BYTES_PER_SECOND : Math.max(BYTES_PER_SECOND, least);
    boolean enough = bytes / (waited / SECOND) >= rate;
    waited = 0;
    bytes = 0;
    windows++;
    return enough;
  }
}
