package network.cairn.content.blockservice;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import network.cairn.base.time.Deadline;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ipld.multihash.UnsupportedHash;
import network.cairn.store.blockstore.Blockstore;
import network.cairn.store.blockstore.HashPolicy;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.repo.QuotaExceeded;
import org.jspecify.annotations.Nullable;

/// Related blocks through the local store and one exchange session.
///
/// The exchange is only opened by the first block that is not here. What comes from it is checked,
/// put into a writer of the store and durable after [#commit] or [#close]; until the close it is
/// safe from garbage collection. Thread-safe.
public final class BlockSession implements BlockSource, BlockSink, AutoCloseable {
  private final Blockstore store;
  private final Exchange exchange;
  private final Supplier<ExchangeSession> opening;
  private final Hashing hashing;
  private final Deadline deadline;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Writer writer;
  private @Nullable ExchangeSession remote;
  private boolean closed;
  private volatile Consumer<Cid> guard = _ -> {};
  private volatile Function<Cid, Optional<Block>> reading;
  private volatile boolean passing;

  BlockSession(
      Blockstore store,
      Exchange exchange,
      Supplier<ExchangeSession> opening,
      Hashing hashing,
      Deadline deadline,
      Duration patience) {
    this.store = store;
    this.exchange = exchange;
    this.opening = opening;
    this.hashing = hashing;
    this.deadline = deadline;
    this.patience = patience;
    this.reading = store::get;
  }

  /// Reads what is here as callers share it ([Blockstore#getShared]) from now on, and hands over
  /// what the store has no room for without keeping it.
  public BlockSession sharing() {
    reading = store::getShared;
    passing = true;
    return this;
  }

  /// Asks the guard before each block from now on; what it throws, whoever asks for the block gets.
  public BlockSession guardedBy(Consumer<Cid> other) {
    guard = other;
    return this;
  }

  /// The whole policy: the caller is asked whether it still waits, before every block and wherever
  /// the block is, so that no walk of whatever kind outlives its deadline. Then: the block that the
  /// CID itself holds, the store's, the one fetched before, or a fetched one, checked and kept. An
  /// exchange that hashes what it receives hands over blocks that carry that check, and it is not
  /// made again.
  ///
  /// @throws network.cairn.ipld.multihash.UnsupportedHash if the CID's hash is unknown or too weak
  @Override
  public Block get(Cid cid) {
    Duration left = deadline.left(patience);
    guard.accept(cid);
    requireSafe(cid.multihash());
    Optional<Block> here = local(cid);
    if (here.isPresent()) {
      return here.get();
    }
    Block fetched = Block.verified(cid, fetch(cid, left), hashing);
    keep(fetched);
    return fetched;
  }

  private void keep(Block block) {
    try {
      put(block);
    } catch (QuotaExceeded e) {
      if (!passing) {
        throw e;
      }
    }
  }

  @Override
  public byte[] piece(Cid cid, int offset, int length) {
    deadline.check();
    guard.accept(cid);
    return store
        .piece(cid, offset, length)
        .orElseGet(() -> BlockSource.super.piece(cid, offset, length));
  }

  @Override
  public void put(Block block) {
    lock.lock();
    try {
      writer().put(block);
    } finally {
      lock.unlock();
    }
  }

  /// Announces those of the blocks that are not here to the exchange. What was fetched before, and
  /// is not yet in the store, is here too: nobody would take it from the exchange again.
  @Override
  public void prefetch(Collection<Cid> cids) {
    List<Cid> missing = cids.stream().filter(cid -> !isHere(cid)).toList();
    if (!missing.isEmpty()) {
      remote().prefetch(missing);
    }
  }

  private boolean isHere(Cid cid) {
    lock.lock();
    try {
      return writer == null ? store.has(cid) : writer.has(cid);
    } finally {
      lock.unlock();
    }
  }

  /// Makes everything fetched or put so far durable.
  public void commit() {
    lock.lock();
    try {
      if (writer != null) {
        writer.commit();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Commits and ends the session.
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (remote != null) {
        remote.close();
      }
      try (Writer kept = writer) {
        if (kept != null) {
          kept.commit();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireSafe(Multihash multihash) {
    HashPolicy.require(multihash);
    if (!hashing.supports(multihash.code())) {
      throw new UnsupportedHash(
          "unknown or insecure hash function " + Multicodec.describe(multihash.code()));
    }
  }

  private Optional<Block> local(Cid cid) {
    Optional<Block> stored = reading.apply(cid);
    if (stored.isPresent()) {
      return stored;
    }
    lock.lock();
    try {
      return writer == null ? Optional.empty() : writer.get(cid);
    } finally {
      lock.unlock();
    }
  }

  private Block fetch(Cid cid, Duration time) {
    try (Deadline.Waiting _ = deadline.waiting()) {
      return remote().get(cid, time, deadline::passed).orElseThrow(() -> notFound(cid, time));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlockNotFound(cid, "the search was interrupted");
    }
  }

  private BlockNotFound notFound(Cid cid, Duration time) {
    if (!exchange.isOnline()) {
      return BlockNotFound.offline(cid);
    }
    String tried = remote().searched();
    return new BlockNotFound(
        cid,
        "nobody gave it within " + time.toSeconds() + " s" + (tried.isEmpty() ? "" : ": " + tried));
  }

  private ExchangeSession remote() {
    lock.lock();
    try {
      requireOpen();
      if (remote == null) {
        remote = opening.get();
      }
      return remote;
    } finally {
      lock.unlock();
    }
  }

  private Writer writer() {
    requireOpen();
    if (writer == null) {
      writer = store.writer();
    }
    return writer;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this session of blocks is closed");
    }
  }
}
