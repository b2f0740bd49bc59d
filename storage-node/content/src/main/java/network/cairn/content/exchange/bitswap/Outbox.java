package network.cairn.content.exchange.bitswap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.base.time.Scheduler;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that is to be said to one peer, and the task that says it.
///
/// Wants, cancels, presences and blocks are merged until the task takes them, so a slow peer costs
/// a bounded queue and no repeated messages. The task keeps one stream for many messages and ends,
/// with its stream, when there is nothing left to say for a while. Thread-safe; no method but the
/// task's own blocks.
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MAX_PRESENCES = 4096;

  /// Blocks of one message, however small: reading a thousand would keep the first waiting, and
  /// go-bitswap takes a peer that answers nothing for 50 ms, or twice its usual time, for one that
  /// lacks what was asked.
  private static final int MAX_BLOCKS = 128;

  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(15);

  /// A message leaves in slices, and each has to leave within a stall: 6.5 kB/s at least.
  private static final int SLICE = 64 * 1024;

  private static final Duration STALL = Duration.ofSeconds(10);

  /// A peer whose message took longer draws on the slow peers' share of memory from then on.
  private static final Duration SLOW = Duration.ofSeconds(3);

  /// What the outboxes of all peers share.
  record Shared(
      Host host,
      Scheduler scheduler,
      MessageCodec codec,
      ServedBlockSource source,
      SendBudget budget,
      SendBudget slowBudget,
      BitswapConfig config,
      Counters counters,
      Consumer<Outbox> broken) {}

  private record Queued(Cid cid, int size) {}

  private record Batch(
      List<Message.Want> wants,
      boolean full,
      List<Message.Presence> presences,
      List<Queued> blocks,
      int bytes) {}

  private final PeerId peer;
  private final Shared shared;
  private final Scheduler.Monitor monitor;

  /// Wants that the peer knows of, or is about to, and has not answered.
  private final Map<Multihash, Message.Want> open = new LinkedHashMap<>();

  /// Changes of the wantlist that have not been sent.
  private final Map<Multihash, Message.Want> changes = new LinkedHashMap<>();

  /// Wants that the peer has refused but remembers, oldest first: it is told when they are over.
  private final LinkedHashSet<Multihash> refused = new LinkedHashSet<>();

  private final Map<Multihash, Message.Presence> presences = new LinkedHashMap<>();
  private final Map<Multihash, Queued> blocks = new LinkedHashMap<>();
  private boolean running;
  private boolean closed;
  private boolean slow;
  private volatile long heard = Long.MIN_VALUE;

  Outbox(PeerId peer, Shared shared) {
    this.peer = peer;
    this.shared = shared;
    this.monitor = shared.scheduler().monitor();
  }

  PeerId peer() {
    return peer;
  }

  /// Notes that bytes have come from the peer.
  void hear() {
    heard = shared.scheduler().nanoTime();
  }

  /// When bytes last came from the peer; long ago if never.
  long heard() {
    return heard;
  }

  /// Asks the peer for a block, or whether it has it.
  ///
  /// @param urgent whether a reader waits for it: a quarter of what may be open is kept for these
  /// @return false if as many wants are open at this peer as it may remember
  boolean want(Message.Want want, boolean urgent) {
    Multihash key = want.cid().multihash();
    int most = shared.config().wantsPerPeer();
    monitor.lock();
    try {
      Message.Want known = open.get(key);
      if (closed || (known == null && open.size() >= (urgent ? most : most - most / 4))) {
        return false;
      }
      if (known != null && !known.haveOnly() && want.haveOnly()) {
        // The block itself is on its way for another session.
        return true;
      }
      open.put(key, want);
      changes.put(key, want);
      refused.remove(key);
      wake();
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// Withdraws a want; says nothing if the peer has not heard of it.
  void cancel(Cid cid) {
    Multihash key = cid.multihash();
    monitor.lock();
    try {
      if (closed || (open.remove(key) == null && !refused.remove(key))) {
        return;
      }
      Message.Want unsent = changes.remove(key);
      if (unsent == null) {
        changes.put(key, new Message.Want(cid, 0, true, false, false));
        wake();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Notes that the peer has answered a want; one that it has refused it remembers, to answer again
  /// when it gets the block.
  void answered(Cid cid, boolean refusal) {
    Multihash key = cid.multihash();
    monitor.lock();
    try {
      if (open.remove(key) != null && refusal) {
        refused.addLast(key);
        if (refused.size() > shared.config().wantsPerPeer()) {
          refused.removeFirst();
        }
      } else if (!refusal) {
        refused.remove(key);
      }
    } finally {
      monitor.unlock();
    }
  }

  void present(Message.Presence presence) {
    monitor.lock();
    try {
      if (!closed && presences.size() < MAX_PRESENCES) {
        presences.put(presence.cid().multihash(), presence);
        wake();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Queues a block for the peer.
  ///
  /// @return false if as many are queued as the peer may have open
  boolean send(Cid cid, int size) {
    monitor.lock();
    try {
      if (closed || blocks.size() >= shared.config().wantsPerPeer()) {
        return false;
      }
      blocks.putIfAbsent(cid.multihash(), new Queued(cid, size));
      wake();
      return true;
    } finally {
      monitor.unlock();
    }
  }

  /// Takes a block off the queue: the peer no longer wants it.
  void unsend(Cid cid) {
    monitor.lock();
    try {
      blocks.remove(cid.multihash());
    } finally {
      monitor.unlock();
    }
  }

  int queuedBlocks() {
    monitor.lock();
    try {
      return blocks.size();
    } finally {
      monitor.unlock();
    }
  }

  /// Forgets everything; the task ends.
  void close() {
    monitor.lock();
    try {
      closed = true;
      open.clear();
      changes.clear();
      refused.clear();
      presences.clear();
      blocks.clear();
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  private void wake() {
    if (running) {
      monitor.signalAll();
    } else {
      running = true;
      shared.scheduler().start("bitswap-out-" + peer, this::run);
    }
  }

  private void run() {
    @Nullable Stream stream = null;
    try {
      for (Optional<Batch> batch = take(); batch.isPresent(); batch = take()) {
        stream = deliver(stream, batch.get());
      }
    } catch (IOException e) {
      LOG.debug("no more is said to {}: {}", peer, e.getMessage());
      shared.broken().accept(this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shared.broken().accept(this);
    } catch (RuntimeException e) {
      LOG.warn("sending to {} failed", peer, e);
      shared.broken().accept(this);
    } finally {
      if (stream != null) {
        stream.close();
      }
    }
  }

  private Stream deliver(@Nullable Stream stream, Batch batch)
      throws IOException, InterruptedException {
    SendBudget budget = slow ? shared.slowBudget() : shared.budget();
    budget.acquire(batch.bytes());
    try {
      byte[] framed = shared.codec().frame(message(batch));
      long began = shared.scheduler().nanoTime();
      Stream used = say(stream, framed);
      slow = shared.scheduler().nanoTime() - began > SLOW.toNanos();
      return used;
    } finally {
      budget.release(batch.bytes());
    }
  }

  /// Waits for something to say; empty after idling, or when closed.
  private Optional<Batch> take() throws InterruptedException {
    monitor.lock();
    try {
      long idle = shared.scheduler().nanoTime() + shared.config().idle().toNanos();
      while (!closed && changes.isEmpty() && presences.isEmpty() && blocks.isEmpty()) {
        if (!monitor.await(idle)) {
          running = false;
          return Optional.empty();
        }
      }
      if (closed) {
        running = false;
        return Optional.empty();
      }
      List<Message.Want> wants = new ArrayList<>(changes.values());
      changes.clear();
      List<Message.Presence> said = new ArrayList<>(presences.values());
      presences.clear();
      return Optional.of(takeBlocks(wants, said));
    } finally {
      monitor.unlock();
    }
  }

  private Batch takeBlocks(List<Message.Want> wants, List<Message.Presence> said) {
    List<Queued> taken = new ArrayList<>();
    int bytes = 0;
    Iterator<Queued> queue = blocks.values().iterator();
    while (taken.size() < MAX_BLOCKS && queue.hasNext()) {
      Queued next = queue.next();
      if (!taken.isEmpty() && bytes + next.size() > shared.config().messageBytes()) {
        break;
      }
      taken.add(next);
      bytes += next.size();
      queue.remove();
    }
    return new Batch(wants, false, said, taken, bytes);
  }

  private Message message(Batch batch) {
    List<Block> read = new ArrayList<>();
    List<Message.Presence> said = new ArrayList<>(batch.presences());
    for (Queued queued : batch.blocks()) {
      Optional<Block> block = shared.source().read(queued.cid());
      if (block.isPresent()) {
        // The peer asked by its own CID; the store may know the block by another codec.
        read.add(block.get().as(queued.cid()));
        shared.counters().blocksSent.increment();
        shared.counters().bytesSent.add(block.get().size());
      } else {
        said.add(new Message.Presence(queued.cid(), false));
      }
    }
    return new Message(batch.wants(), batch.full(), read, said, 0);
  }

  /// Writes one message, on a fresh stream if there is none or the old one has died; a fresh stream
  /// after a failure starts with the whole wantlist, because the peer may have lost it.
  private Stream say(@Nullable Stream stream, byte[] message)
      throws IOException, InterruptedException {
    if (stream != null) {
      try {
        write(stream, message);
        return stream;
      } catch (IOException e) {
        stream.reset(StreamReset.NONE);
      }
      Stream fresh = open();
      write(fresh, shared.codec().frame(new Message(openWants(), true, List.of(), List.of(), 0)));
      write(fresh, message);
      return fresh;
    }
    Stream fresh = open();
    write(fresh, message);
    return fresh;
  }

  private List<Message.Want> openWants() {
    monitor.lock();
    try {
      return List.copyOf(open.values());
    } finally {
      monitor.unlock();
    }
  }

  private Stream open() throws IOException, InterruptedException {
    if (!shared.host().isConnected(peer)) {
      throw new IOException("no longer connected to " + peer);
    }
    return shared.host().open(peer, Bitswap.PROTOCOLS, OPEN_TIMEOUT);
  }

  private void write(Stream stream, byte[] framed) throws IOException {
    long deadline = shared.scheduler().deadline(shared.config().writeTimeout());
    try {
      for (int at = 0; at < framed.length; at += SLICE) {
        if (shared.scheduler().nanoTime() > deadline) {
          throw new StreamTimeout("a message took over " + shared.config().writeTimeout());
        }
        stream.deadline(STALL);
        stream.write(framed, at, Math.min(SLICE, framed.length - at));
      }
    } catch (IOException e) {
      stream.reset(StreamReset.NONE);
      throw e;
    }
    shared.counters().messagesSent.increment();
  }
}
