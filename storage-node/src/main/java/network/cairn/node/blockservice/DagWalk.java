package network.cairn.node.blockservice;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.libp2p.sched.Scheduler;
import org.jspecify.annotations.Nullable;

/// Visits every block below a root once, several at a time.
///
/// Workers take the newest block wanted first, so that the list of wanted blocks stays near depth
/// times width. Each visit happens on a worker, in no particular order between siblings, after that
/// of a parent. One walk per object.
public final class DagWalk {
  /// Workers are woken by signals; this only bounds a single wait.
  private static final long RECHECK = Duration.ofHours(1).toNanos();

  private final BlockSource blocks;
  private final Scheduler scheduler;
  private final Limits limits;
  private final Scheduler.Monitor monitor;
  private final Deque<Wanted> wanted = new ArrayDeque<>();
  private final Set<Cid> seen = new HashSet<>();
  private int busy;
  private long blockCount;
  private long byteCount;
  private @Nullable RuntimeException failure;

  public DagWalk(BlockSource blocks, Scheduler scheduler, Limits limits) {
    this.blocks = blocks;
    this.scheduler = scheduler;
    this.limits = limits;
    this.monitor = scheduler.monitor();
  }

  /// Bounds of a walk.
  ///
  /// @param workers blocks fetched at once
  /// @param depth links from the root to the deepest block
  /// @param blocks different blocks altogether
  public record Limits(int workers, int depth, long blocks) {
    public static Limits standard() {
      return new Limits(16, 4096, 50_000_000);
    }
  }

  /// What a walk found.
  public record Totals(long blocks, long bytes) {}

  /// Sees a block; called by several threads at once.
  @FunctionalInterface
  public interface Visitor {
    void visit(Block block);
  }

  private record Wanted(Cid cid, int depth) {}

  /// Walks the DAG; ends early with the first failure of a fetch or a visit.
  ///
  /// @throws BlockNotFound if a block is missing
  /// @throws DagTooLarge beyond a limit
  public Totals walk(Cid root, Visitor visitor) throws InterruptedException {
    seen.add(root);
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
        Block block = blocks.get(next.cid());
        visitor.visit(block);
        done(block, next.depth());
      }
    } catch (RuntimeException e) {
      fail(e);
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
      return wanted.removeLast();
    } finally {
      monitor.unlock();
    }
  }

  private void done(Block block, int depth) {
    List<Cid> links = Links.of(block);
    List<Cid> fresh = new ArrayList<>();
    monitor.lock();
    try {
      for (Cid link : links) {
        if (seen.add(link)) {
          fresh.add(link);
        }
      }
      if (seen.size() > limits.blocks() || depth + 1 > limits.depth() && !fresh.isEmpty()) {
        throw new DagTooLarge(block.cid(), limits);
      }
      // Last link deepest in the stack, so that children are taken in their order.
      fresh.reversed().forEach(cid -> wanted.add(new Wanted(cid, depth + 1)));
      busy--;
      blockCount++;
      byteCount += block.size();
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    blocks.prefetch(fresh.subList(0, Math.min(fresh.size(), limits.workers() * 4)));
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
