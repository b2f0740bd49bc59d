package network.cairn.store.gc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.FingerprintSet;
import network.cairn.store.blockstore.LocalWalk;
import org.jspecify.annotations.Nullable;

/// Guards the blocks of imports under way against garbage collection and removal: it knows what
/// every open [network.cairn.store.blockstore.Writer] relies on, and is asked before a block goes.
///
/// Two marks protect a block. *Position*: whatever was appended since the oldest open writer began.
/// *Touch*: a block that a writer wanted to put and found. Sessions that end during a collection
/// stay in force until that ends. Roots that a writer keeps are walked by the collection itself.
///
/// A writer touches first and looks into the index afterwards, passing over what is condemned; a
/// remover condemns first and looks for touches afterwards, inside the transaction. So one of the
/// two always sees the other. Thread-safe.
public final class GcGuard {
  private static final int MAX_TOUCHED = 1 << 22;

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Session> open = new HashSet<>();
  private final LongSupplier position;
  private final RandomGenerator random;
  private @Nullable Run run;
  private volatile Set<Multihash> condemned = Set.of();

  /// @param position below that of every later put
  public GcGuard(LongSupplier position, RandomGenerator random) {
    this.position = position;
    this.random = random;
  }

  /// Begins a writer's part.
  public Session open() {
    lock.lock();
    try {
      Session session = new Session(position.getAsLong());
      open.add(session);
      return session;
    } finally {
      lock.unlock();
    }
  }

  /// Ends it.
  public void close(Session session) {
    lock.lock();
    try {
      if (open.remove(session) && run != null) {
        run.ended.add(session);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Notes that a writer relies on a block.
  public void touch(Session session, Multihash multihash) {
    lock.lock();
    try {
      session.touch(multihash, random);
    } finally {
      lock.unlock();
    }
  }

  /// Protects a DAG: noted for later collections and handed to one under way.
  public void keep(Session session, Cid root) {
    Optional<Run> current;
    lock.lock();
    try {
      session.kept.add(root);
      current = Optional.ofNullable(run);
    } finally {
      lock.unlock();
    }
    current.ifPresent(active -> active.keep(root));
  }

  /// Whether a remover is about to take the block, so that it does not count as present.
  public boolean isCondemned(Multihash multihash) {
    return condemned.contains(multihash);
  }

  /// Says what a remover is about to take; one remover at a time.
  public void condemn(Set<Multihash> blocks) {
    condemned = blocks;
  }

  /// Whether an open writer or a collection under way relies on a block.
  ///
  /// @param at its position
  public boolean protects(Multihash multihash, long at) {
    lock.lock();
    try {
      if (run != null && (at >= run.watermark || anyTouched(run.ended, multihash))) {
        return true;
      }
      for (Session session : open) {
        if (at >= session.start) {
          return true;
        }
      }
      return anyTouched(open, multihash);
    } finally {
      lock.unlock();
    }
  }

  /// Whether an open writer keeps a DAG, whose blocks only a collection knows.
  public boolean keepsDags() {
    lock.lock();
    try {
      return open.stream().anyMatch(session -> !session.kept.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  private static boolean anyTouched(Iterable<Session> sessions, Multihash multihash) {
    for (Session session : sessions) {
      if (session.touched(multihash)) {
        return true;
      }
    }
    return false;
  }

  /// Begins a collection. Roots kept by open sessions are among its extra roots.
  Run begin(LocalWalk walk) {
    lock.lock();
    try {
      long watermark = position.getAsLong();
      for (Session session : open) {
        watermark = Math.min(watermark, session.start);
      }
      Run begun = new Run(watermark, walk);
      open.forEach(session -> begun.extra.addAll(session.kept));
      run = begun;
      return begun;
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      run = null;
    } finally {
      lock.unlock();
    }
  }

  /// One writer's part.
  public static final class Session {
    final long start;
    final List<Cid> kept = new ArrayList<>();
    private @Nullable FingerprintSet touched;

    Session(long start) {
      this.start = start;
    }

    private void touch(Multihash multihash, RandomGenerator random) {
      if (touched == null) {
        touched = new FingerprintSet(random);
      }
      if (touched.size() < MAX_TOUCHED) {
        touched.add(multihash, 0);
      }
    }

    private boolean touched(Multihash multihash) {
      return touched != null && (touched.size() >= MAX_TOUCHED || touched.contains(multihash, 0));
    }
  }

  /// One collection under way.
  static final class Run {
    final long watermark;
    final List<Session> ended = new ArrayList<>();

    /// Held while blocks are removed or extra roots are marked.
    final ReentrantLock marking = new ReentrantLock();

    private final List<Cid> extra = new ArrayList<>();
    private final LocalWalk walk;
    private boolean sweeping;

    Run(long watermark, LocalWalk walk) {
      this.watermark = watermark;
      this.walk = walk;
    }

    /// While pins are still being walked the root waits for its turn; afterwards it is marked here
    /// and now.
    private void keep(Cid root) {
      marking.lock();
      try {
        if (sweeping) {
          walk.walkPresent(root);
        } else {
          extra.add(root);
        }
      } finally {
        marking.unlock();
      }
    }

    /// Ends the marking: from here on extra roots are marked by who brings them.
    void startSweeping() {
      marking.lock();
      try {
        while (!extra.isEmpty()) {
          walk.walkPresent(extra.removeLast());
        }
        sweeping = true;
      } finally {
        marking.unlock();
      }
    }

    boolean isMarked(Multihash multihash) {
      return walk.seen(multihash);
    }
  }
}
