package network.cairn.libp2p.swarm;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A pool of streams and bytes inside a larger pool: what is taken here is taken there too, or not
/// at all. Thread-safe; refusal is a value.
final class ResourceScope {
  private static final int ALL = 255;

  private final @Nullable ResourceScope parent;
  private final long maxStreams;
  private final long maxMemory;
  private final AtomicLong streams = new AtomicLong();
  private final AtomicLong memory = new AtomicLong();

  ResourceScope(@Nullable ResourceScope parent, long maxStreams, long maxMemory) {
    this.parent = parent;
    this.maxStreams = maxStreams;
    this.maxMemory = maxMemory;
  }

  boolean takeStream() {
    return take(
        streams,
        1,
        maxStreams,
        ALL,
        parent == null || parent.takeStream(),
        () -> giveParentStream());
  }

  void giveStream() {
    streams.decrementAndGet();
    giveParentStream();
  }

  private void giveParentStream() {
    if (parent != null) {
      parent.giveStream();
    }
  }

  /// @param priority the request may fill the pool up to (priority + 1) / 256 of it
  boolean takeMemory(long bytes, int priority) {
    return take(
        memory,
        bytes,
        maxMemory,
        priority,
        parent == null || parent.takeMemory(bytes, priority),
        () -> giveParentMemory(bytes));
  }

  void giveMemory(long bytes) {
    memory.addAndGet(-bytes);
    giveParentMemory(bytes);
  }

  private void giveParentMemory(long bytes) {
    if (parent != null) {
      parent.giveMemory(bytes);
    }
  }

  long memory() {
    return memory.get();
  }

  long streams() {
    return streams.get();
  }

  private static boolean take(
      AtomicLong used,
      long amount,
      long max,
      int priority,
      boolean parentAgreed,
      Runnable undoParent) {
    if (!parentAgreed) {
      return false;
    }
    if (used.addAndGet(amount) > max / 256 * (priority + 1) + (priority == ALL ? max % 256 : 0)) {
      used.addAndGet(-amount);
      undoParent.run();
      return false;
    }
    return true;
  }
}
