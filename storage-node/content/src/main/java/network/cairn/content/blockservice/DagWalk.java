package network.cairn.content.blockservice;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.store.blockstore.FingerprintSet;
import org.jspecify.annotations.Nullable;

/// Visits every block below a root once, several at a time.
///
/// Workers take the newest block wanted first, so that the list of wanted blocks stays near depth
/// times width. Those that come next, up to [Limits#ahead], are announced to the source, all along
/// the walk. Each visit happens on a worker, in no particular order between siblings, after that of
/// a parent. What was seen is kept as fingerprints of 16 bytes. One walk per object.
public final class DagWalk {
  /// Workers are woken by signals; this only bounds a single wait.
  private static final long RECHECK = Duration.ofHours(1).toNanos();

  private final BlockSource blocks;
  private final Scheduler scheduler;
  private final Limits limits;
  private final Scheduler.Monitor monitor;
  private final Deque<Wanted> wanted = new ArrayDeque<>();
  private final OpenLinks open = new OpenLinks();
  private final FingerprintSet seen;

  /// Blocks that were announced and not taken yet.
  private int announced;

  private int busy;
  private long blockCount;
  private long byteCount;
  private @Nullable RuntimeException failure;

  public DagWalk(BlockSource blocks, Scheduler scheduler, Limits limits) {
    this.blocks = blocks;
    this.scheduler = scheduler;
    this.limits = limits;
    this.monitor = scheduler.monitor();
    this.seen = new FingerprintSet(new SecureRandom());
  }

  /// Bounds of a walk.
  ///
  /// @param workers blocks fetched at once
  /// @param ahead blocks announced to the source before they are fetched
  /// @param depth links from the root to the deepest block
  /// @param blocks different blocks altogether
  public record Limits(int workers, int ahead, int depth, long blocks) {
    /// Bytes of the heap for each block that a walk may see; a fingerprint has 16 to 48.
    private static final int HEAP_PER_BLOCK = 128;

    /// The same of a walk for anybody who asks, of which there may be several at once.
    private static final int HEAP_PER_BLOCK_OF_STRANGERS = 1_024;

    private static final long MOST_BLOCKS = 50_000_000;

    /// 50 million blocks, less where the heap could not hold what must be remembered of them.
    public static Limits standard() {
      return within(HEAP_PER_BLOCK);
    }

    /// As [#standard], of a walk for anybody who asks: it remembers a tenth of the heap at most.
    public static Limits ofStrangers() {
      return within(HEAP_PER_BLOCK_OF_STRANGERS);
    }

    private static Limits within(int heapPerBlock) {
      long room = Runtime.getRuntime().maxMemory() / heapPerBlock;
      return new Limits(8, 1024, 4096, Math.min(MOST_BLOCKS, room));
    }
  }

  /// What a walk found.
  public record Totals(long blocks, long bytes) {}

  /// Sees a block; called by several threads at once.
  @FunctionalInterface
  public interface Visitor {
    void visit(Block block);
  }

  private static final class Wanted {
    final Cid cid;
    final int depth;
    boolean announced;

    Wanted(Cid cid, int depth) {
      this.cid = cid;
      this.depth = depth;
    }
  }

  /// Walks the DAG; ends early with the first failure of a fetch or a visit.
  ///
  /// @throws BlockNotFound if a block is missing
  /// @throws DagTooLarge beyond a limit
  public Totals walk(Cid root, Visitor visitor) throws InterruptedException {
    seen.add(root.multihash(), root.codec());
    open.add(root, 1);
    wanted.add(new Wanted(root, 0));
    List<Scheduler.Task> tasks = new ArrayList<>();
    for (int i = 0; i < limits.workers(); i++) {
      tasks.add(scheduler.start("dag-walk", () -> work(visitor)));
    }
    try {
      for (Scheduler.Task task : tasks) {
        task.join();
      }
    } catch (InterruptedException e) {
      fail(new BlockNotFound(root, "the walk was interrupted"));
      throw e;
    }
    if (failure != null) {
      throw failure;
    }
    return new Totals(blockCount, byteCount);
  }

  private void work(Visitor visitor) {
    try {
      for (Wanted next = take(); next != null; next = take()) {
        Block block = blocks.get(next.cid);
        visitor.visit(block);
        done(block, next.depth);
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (Error e) {
      // The other workers and the caller must not wait for what this one had taken.
      fail(new IllegalStateException("a worker of a walk died: " + e, e));
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(new IllegalStateException("a worker of a walk was interrupted", e));
    }
  }

  /// The newest wanted block; null when there will be none.
  private @Nullable Wanted take() throws InterruptedException {
    monitor.lock();
    try {
      while (wanted.isEmpty() && busy > 0 && failure == null) {
        monitor.await(scheduler.nanoTime() + RECHECK);
      }
      if (wanted.isEmpty() || failure != null) {
        monitor.signalAll();
        return null;
      }
      busy++;
      Wanted next = wanted.removeLast();
      open.remove(1);
      announced -= next.announced ? 1 : 0;
      return next;
    } finally {
      monitor.unlock();
    }
  }

  private void done(Block block, int depth) {
    List<Cid> links = Links.of(block);
    List<Cid> next;
    monitor.lock();
    try {
      boolean deeper = false;
      // Last link deepest in the stack, so that children are taken in their order.
      for (Cid link : links.reversed()) {
        if (seen.add(link.multihash(), link.codec())) {
          wanted.addLast(new Wanted(link, depth + 1));
          open.add(block.cid(), 1);
          deeper = true;
        }
      }
      if (seen.size() > limits.blocks() || deeper && depth + 1 > limits.depth()) {
        throw new DagTooLarge(
            block.cid(), limits.depth() + " levels or " + limits.blocks() + " blocks");
      }
      busy--;
      blockCount++;
      byteCount += block.size();
      next = announce(deeper);
      if (deeper || wanted.isEmpty() && busy == 0) {
        monitor.signalAll();
      }
    } finally {
      monitor.unlock();
    }
    if (!next.isEmpty()) {
      blocks.prefetch(next);
    }
  }

  /// Marks the blocks that come next as announced. Looks through the newest [Limits#ahead] wanted
  /// ones, but only when links were found or half of what was announced is used up.
  private List<Cid> announce(boolean found) {
    List<Cid> next = new ArrayList<>();
    if (!found && announced > limits.ahead() / 2) {
      return next;
    }
    Iterator<Wanted> newest = wanted.descendingIterator();
    for (int i = 0; i < limits.ahead() && newest.hasNext(); i++) {
      Wanted candidate = newest.next();
      if (!candidate.announced) {
        candidate.announced = true;
        announced++;
        next.add(candidate.cid);
      }
    }
    return next;
  }

  private void fail(RuntimeException cause) {
    monitor.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }
}
