package network.cairn.base.memory;

import java.util.concurrent.atomic.AtomicLong;

/// So many bytes, for what is held while callers let it wait: taken where there is room, never
/// waited for, because who holds them may wait for an hour. Whoever gets none goes on with less.
/// Thread-safe.
public final class ByteBudget {
  /// What somebody may hold who got nothing. Each of the 512 callers of a door may hold one, and as
  /// much in the buffers around it: 64 MiB, a quarter of a heap of 256 MiB.
  public static final int SLICE = 64 << 10;

  private static final int PART_OF_HEAP = 8;

  /// A thousand callers of a gateway, each with a block of 1 MiB on its way, would otherwise fill
  /// whatever the machine lets a heap grow to.
  private static final long MOST = 24 << 20;

  private final long bytes;
  private final AtomicLong held = new AtomicLong();

  public ByteBudget(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a budget of " + bytes + " bytes");
    }
    this.bytes = bytes;
  }

  /// An eighth of a heap that may grow to so many bytes (`Runtime.maxMemory`), 24 MiB at most.
  public static ByteBudget ofHeap(long heap) {
    return new ByteBudget(Math.min(MOST, heap / PART_OF_HEAP));
  }

  /// For one caller who waits for nobody else: there is always room.
  public static ByteBudget unbounded() {
    return new ByteBudget(Long.MAX_VALUE);
  }

  /// Takes so many, to be given back; false if there is no room for all of them.
  public boolean take(long wanted) {
    long now = held.get();
    while (wanted <= bytes - now) {
      if (held.compareAndSet(now, now + wanted)) {
        return true;
      }
      now = held.get();
    }
    return false;
  }

  /// Gives back what was taken.
  public void give(long taken) {
    if (held.addAndGet(-taken) < 0) {
      throw new IllegalStateException("given back more than was taken");
    }
  }

  /// Bytes that are taken now.
  public long held() {
    return held.get();
  }
}
