package network.cairn.content.unixfs;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import network.cairn.base.time.Deadline;
import network.cairn.base.time.DeadlineExceeded;
import network.cairn.ipld.dag.Block;

/// Room for blocks of dag-cbor and dag-json while they are trees of values, which may need a
/// hundred times the memory of the block: whoever wants more than is left waits. Thread-safe.
public final class TreeRoom {
  /// Bytes of a tree for each byte of its block.
  private static final int GROWTH = 128;

  private static final int PART_OF_HEAP = 8;

  private final Semaphore bytes;
  private final int most;
  private final Deadline deadline;

  private TreeRoom(Semaphore bytes, int most, Deadline deadline) {
    this.bytes = bytes;
    this.most = most;
    this.deadline = deadline;
  }

  /// @param bytes of all blocks that are trees at once; one alone may be larger
  public static TreeRoom of(int bytes) {
    return new TreeRoom(new Semaphore(bytes, true), bytes, Deadline.none());
  }

  /// So many that their trees need an eighth of a heap that may grow to so many bytes
  /// (`Runtime.maxMemory`), and one block of the largest size at least.
  public static TreeRoom ofHeap(long heap) {
    long room = Math.max(Block.MAX_SIZE, heap / PART_OF_HEAP / GROWTH);
    return of((int) Math.min(Integer.MAX_VALUE, room));
  }

  /// For whoever reads alone.
  public static TreeRoom unbounded() {
    return of(Integer.MAX_VALUE);
  }

  /// The same room, waited for no longer than a caller has.
  public TreeRoom until(Deadline end) {
    return new TreeRoom(bytes, most, end);
  }

  /// Works on a block's tree, which must not outlive the work. The work waits for nobody: others
  /// wait for it.
  ///
  /// @throws DeadlineExceeded if there is no room before the deadline
  public <T> T with(Block block, Supplier<T> work) {
    int wanted = Math.min(most, block.size());
    take(wanted);
    try {
      return work.get();
    } finally {
      bytes.release(wanted);
    }
  }

  private void take(int wanted) {
    try {
      while (!bytes.tryAcquire(wanted, 1, TimeUnit.SECONDS)) {
        deadline.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the wait for room for a block's tree was interrupted", e);
    }
  }
}
