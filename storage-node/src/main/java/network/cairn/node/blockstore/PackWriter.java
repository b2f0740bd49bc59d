package network.cairn.node.blockstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;

/// The writer of a [PackBlockstore].
final class PackWriter implements Writer {
  private static final int STEP_BLOCKS = 1 << 16;
  private static final long STEP_BYTES = 256L << 20;

  private final PackBlockstore store;
  private final Admission admission;
  private final Shelter.Session session;
  private final Map<Multihash, Location> pending = new LinkedHashMap<>();
  private long pendingBytes;
  private boolean closed;

  PackWriter(PackBlockstore store, Admission admission, Shelter.Session session) {
    this.store = store;
    this.admission = admission;
    this.session = session;
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
    Multihash multihash = PackBlockstore.key(block.cid());
    HashPolicy.require(multihash);
    if (pending.containsKey(multihash) || store.isPresent(session, multihash)) {
      store.metrics().duplicate();
      return;
    }
    append(block, multihash);
    if (pending.size() >= STEP_BLOCKS || pendingBytes >= STEP_BYTES) {
      commit();
    }
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
    store.shelter().keep(session, root);
  }

  @Override
  public Optional<Block> get(Cid cid) {
    requireOpen();
    Multihash multihash = cid.multihash();
    Location location = pending.get(multihash);
    if (location == null) {
      return store.get(cid);
    }
    try {
      store.appender().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return store.packs().read(multihash, location).map(bytes -> Block.of(cid, bytes));
  }

  @Override
  public void commit() {
    requireOpen();
    if (pending.isEmpty()) {
      return;
    }
    List<Committer.Entry> entries = entries();
    try {
      store.committer().commit(entries, Set.of());
      store.healed(pending.keySet());
    } finally {
      store.committer().settle(entries);
      pending.clear();
      pendingBytes = 0;
    }
  }

  private List<Committer.Entry> entries() {
    List<Committer.Entry> entries = new ArrayList<>(pending.size());
    pending.forEach(
        (multihash, to) -> entries.add(new Committer.Entry(multihash, to, Optional.empty())));
    return entries;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      store.committer().settle(entries());
      pending.clear();
      store.shelter().close(session);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the writer is closed");
    }
  }
}
