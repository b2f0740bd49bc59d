package network.cairn.store.blockstore;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.Tables.Table;

/// One collection: mark what the roots keep, take the rest out of the index, rewrite packs that are
/// mostly dead.
///
/// Writers go on meanwhile. What they rely on is protected by [Shelter]; the order of its steps is
/// explained there.
final class Collector {
  private final PackBlockstore store;

  Collector(PackBlockstore store) {
    this.store = store;
  }

  GcReport collect(GcRoots roots, Consumer<Multihash> removed) {
    store.collecting().lock();
    try {
      DagWalk walk = new DagWalk(store, store.options().links(), new SecureRandom());
      Shelter.Run run = store.shelter().begin(walk);
      try {
        Optional<GcReport.Aborted> fault = mark(walk, roots);
        if (fault.isPresent()) {
          return fault.get();
        }
        run.startSweeping();
        long[] counts = sweep(run, removed);
        long freed = new Compactor(store).compact();
        store.metrics().collected(counts[0], freed);
        return new GcReport.Done(counts[0], freed, counts[1] - counts[0]);
      } finally {
        store.shelter().end();
      }
    } finally {
      store.collecting().unlock();
    }
  }

  private static Optional<GcReport.Aborted> mark(DagWalk walk, GcRoots roots) {
    List<GcReport.Aborted> faults = new ArrayList<>();
    roots.direct(walk::mark);
    roots.bestEffort(walk::walkPresent);
    roots.recursive(root -> markRoot(walk, root, faults));
    return faults.stream().findFirst();
  }

  private static void markRoot(DagWalk walk, Cid root, List<GcReport.Aborted> faults) {
    if (faults.isEmpty()) {
      walk.walk(root, false, cid -> true)
          .ifPresent(
              broken -> faults.add(new GcReport.Aborted(root, broken.cid(), broken.reason())));
    }
  }

  /// @return blocks removed, blocks seen
  private long[] sweep(Shelter.Run run, Consumer<Multihash> removed) {
    AtomicLong gone = new AtomicLong();
    AtomicLong seen = new AtomicLong();
    store.forEachBlock(page -> {
      seen.addAndGet(page.size());
      List<Multihash> swept = sweepPage(run, page);
      gone.addAndGet(swept.size());
      swept.forEach(removed);
      return true;
    });
    return new long[] {gone.get(), seen.get()};
  }

  private List<Multihash> sweepPage(Shelter.Run run, Map<Multihash, Location> page) {
    run.marking.lock();
    try {
      Set<Multihash> candidates = new HashSet<>();
      page.forEach((block, location) -> {
        if (location.position() < run.watermark && !run.isMarked(block)) {
          candidates.add(block);
        }
      });
      return candidates.isEmpty() ? List.of() : store.deleteUnprotected(candidates);
    } finally {
      run.marking.unlock();
    }
  }

  /// Rows of all packs, for the choice of what to rewrite.
  static Map<Integer, PackRow> rows(Tables tables) {
    return tables.read(reader -> {
      Map<Integer, PackRow> rows = new HashMap<>();
      reader.scan(
          Table.PACKS,
          new byte[0],
          (key, value) -> {
            rows.put(PackRow.pack(key), PackRow.decode(value));
            return true;
          });
      return rows;
    });
  }
}
