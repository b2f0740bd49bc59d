package network.cairn.store.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.store.blockstore.DiskAllowance;
import network.cairn.store.blockstore.HashPolicy;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.gc.GcGuard;

/// The writer of a [PackBlockstore].
///
/// What a large import has put becomes durable in [Step]s while it goes on. A step that failed is
/// told by the next put or commit, and everything put since is given up with it.
final class PackWriter implements Writer {
  private final PackBlockstore store;
  private final DiskAllowance admission;
  private final GcGuard.Session session;
  private final DurableSteps steps;
  private Map<Multihash, Location> pending = new LinkedHashMap<>();
  private long pendingBytes;
  private Optional<Step> underWay = Optional.empty();
  private boolean closed;

  PackWriter(PackBlockstore store, DiskAllowance admission, GcGuard.Session session) {
    this.store = store;
    this.admission = admission;
    this.session = session;
    this.steps = store.options().steps();
  }

  @Override
  public void put(Block block) {
    requireOpen();
    if (block.cid().isIdentity()) {
      return;
    }
    if (block.size() > Block.READ_LIMIT) {
      throw new IllegalArgumentException(
          "block "
              + block.cid()
              + " has "
              + block.size()
              + " bytes; the limit is "
              + Block.READ_LIMIT);
    }
    Multihash multihash = HashPolicy.keepable(block.cid());
    HashPolicy.require(multihash);
    if (place(multihash).isPresent() || store.isPresent(session, multihash)) {
      store.metrics().duplicate();
      return;
    }
    append(block, multihash);
    if (reached(1)
        && (underWay.isEmpty() || underWay.get().isDone() || reached(DurableSteps.MOST))) {
      join();
      Step step = new Step(store, pending);
      underWay = Optional.of(step);
      forget();
      steps.background().execute(step);
    }
  }

  private boolean reached(int times) {
    return pending.size() >= (long) times * steps.blocks() || pendingBytes >= times * steps.bytes();
  }

  /// Where a block lies that was put here and is not known to be durable.
  private Optional<Location> place(Multihash multihash) {
    Location place = pending.get(multihash);
    if (place == null && underWay.isPresent()) {
      place = underWay.get().blocks().get(multihash);
    }
    return Optional.ofNullable(place);
  }

  /// Waits for the step under way.
  private void join() {
    if (underWay.isEmpty()) {
      return;
    }
    Step step = underWay.get();
    underWay = Optional.empty();
    boolean done = false;
    try {
      step.join();
      done = true;
    } finally {
      if (!done) {
        giveUp();
      }
    }
  }

  private void forget() {
    pending = new LinkedHashMap<>();
    pendingBytes = 0;
  }

  private void giveUp() {
    store.committer().settle(Committer.Entry.puts(pending));
    forget();
  }

  private void append(Block block, Multihash multihash) {
    int size = Appender.sectionSize(block.cid(), block.size());
    admission.admit(size);
    try {
      pending.put(multihash, store.appender().append(block.cid(), block.bytes()));
    } catch (IOException e) {
      admission.giveBack(size);
      throw new UncheckedIOException("writing block " + block.cid() + ": " + e.getMessage(), e);
    }
    pendingBytes += size;
    store.metrics().written(block.size());
  }

  @Override
  public void keep(Cid root) {
    requireOpen();
    store.gcGuard().keep(session, root);
  }

  @Override
  public boolean has(Cid cid) {
    requireOpen();
    return place(cid.multihash()).isPresent() || store.has(cid);
  }

  @Override
  public Optional<Block> get(Cid cid) {
    requireOpen();
    Multihash multihash = cid.multihash();
    Optional<Location> location = place(multihash);
    if (location.isEmpty()) {
      return store.get(cid);
    }
    try {
      store.appender().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return store.packs().read(cid, location.get()).map(bytes -> Block.of(cid, bytes));
  }

  @Override
  public void commit() {
    requireOpen();
    join();
    if (!pending.isEmpty()) {
      Map<Multihash, Location> blocks = pending;
      forget();
      Step.commit(store, blocks);
    }
  }

  /// Waits for a step under way: what it settles must be settled when the session ends. Nobody
  /// relies on its outcome any more.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        underWay.ifPresent(Step::await);
      } finally {
        giveUp();
        store.gcGuard().close(session);
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the writer is closed");
    }
  }
}
