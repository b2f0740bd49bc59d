package network.cairn.store.gc;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import network.cairn.base.time.Deadline;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.LinkReader;
import network.cairn.store.blockstore.LocalWalk;
import network.cairn.store.blockstore.StoreMetrics;

/// Collections, one at a time: mark what the roots keep, take the rest out of the index, rewrite
/// packs that are mostly dead.
///
/// Writers go on meanwhile. What they rely on is protected by [GcGuard]; the order of its steps is
/// explained there.
public final class Collector {
  private final ReentrantLock collecting = new ReentrantLock();
  private final Blockstore store;
  private final LinkReader links;
  private final GcGuard guard;
  private final Sweepable blocks;
  private final StoreMetrics metrics;

  /// @param store gives the blocks whose links are followed
  /// @param guard of the writers of these blocks
  /// @param blocks those that may go
  public Collector(
      Blockstore store, LinkReader links, GcGuard guard, Sweepable blocks, StoreMetrics metrics) {
    this.store = store;
    this.links = links;
    this.guard = guard;
    this.blocks = blocks;
    this.metrics = metrics;
  }

  /// Collects once any other collection has ended.
  ///
  /// @param removed told each block that left
  ///
  /// @param deadline asked before each block that is marked and each page that is swept
  public GcReport collect(GcRoots roots, Consumer<Multihash> removed, Deadline deadline) {
    collecting.lock();
    try {
      LocalWalk walk = new LocalWalk(store, links, new SecureRandom(), deadline);
      GcGuard.Run run = guard.begin(walk);
      try {
        Optional<GcReport.Aborted> fault = mark(walk, roots);
        if (fault.isPresent()) {
          return fault.get();
        }
        run.startSweeping();
        long[] counts = sweep(run, removed, deadline);
        long freed = blocks.compact();
        metrics.collected(counts[0], freed);
        return new GcReport.Done(counts[0], freed, counts[1] - counts[0]);
      } finally {
        guard.end();
      }
    } finally {
      collecting.unlock();
    }
  }

  private static Optional<GcReport.Aborted> mark(LocalWalk walk, GcRoots roots) {
    List<GcReport.Aborted> faults = new ArrayList<>();
    roots.direct(walk::mark);
    roots.bestEffort(walk::walkPresent);
    roots.recursive(root -> markRoot(walk, root, faults));
    return faults.stream().findFirst();
  }

  private static void markRoot(LocalWalk walk, Cid root, List<GcReport.Aborted> faults) {
    if (faults.isEmpty()) {
      walk.walk(root, false, cid -> true)
          .ifPresent(
              broken -> faults.add(new GcReport.Aborted(root, broken.cid(), broken.reason())));
    }
  }

  /// @return blocks removed, blocks seen
  private long[] sweep(GcGuard.Run run, Consumer<Multihash> removed, Deadline deadline) {
    AtomicLong gone = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    blocks.forEachBlock(page -> {
      deadline.check();
      seen.addAndGet(page.size());
      List<Multihash> swept = sweepPage(run, page);
      gone.addAndGet(swept.size());
      swept.forEach(removed);
    });
    return new long[] {gone.get(), seen.get()};
  }

  private List<Multihash> sweepPage(GcGuard.Run run, Map<Multihash, Long> page) {
    run.marking.lock();
    try {
      Set<Multihash> candidates = new HashSet<>();
      page.forEach((block, position) -> {
        if (position < run.watermark && !run.isMarked(block)) {
          candidates.add(block);
        }
      });
      return candidates.isEmpty() ? List.of() : blocks.deleteUnprotected(candidates);
    } finally {
      run.marking.unlock();
    }
  }
}
