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
/// a bounded queue and no repeated messages. The queue holds names only; blocks are read when their
/// slice of a message is about to leave ([Parcel]). The task keeps one stream for many messages and
/// ends, with its stream, when there is nothing left to say for a while. Thread-safe; no method but
/// the task's own blocks.
final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MAX_PRESENCES = 4096;

  /// Blocks of one message, however small: reading a thousand would keep the first waiting, and
  /// go-bitswap takes a peer that answers nothing for 50 ms, or twice its usual time, for one that
  /// lacks what was asked.
  private static final int MAX_BLOCKS = 128;

  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(15);

  /// Each slice of a message has to leave within a stall: 6.5 kB/s at least.
  private static final Duration STALL = Duration.ofSeconds(10);

  /// What the outboxes of all peers share.
  record Shared(
      Host host,
      Scheduler scheduler,
      MessageCodec codec,
      LocalBlocks source,
      SendMemory memory,
      Shares queues,
      BitswapConfig config,
      TransferCounters counters,
      Consumer<Outbox> broken) {}

  private record Queued(Cid cid, int size) {}

  private record Batch(
      List<Message.Want> wants,
      boolean full,
      List<Message.Presence> presences,
      List<Queued> blocks,
      int bytes) {}

  private final PeerId peer;
  private final PeerNetwork network;
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
  private final Pace pace = new Pace();
  private volatile long heard = Long.MIN_VALUE;

  /// @param network where the peer is
  Outbox(PeerId peer, PeerNetwork network, Shared shared) {
    this.peer = peer;
    this.network = network;
    this.shared = shared;
    this.monitor = shared.scheduler().monitor();
  }

  PeerId peer() {
    return peer;
  }

  PeerNetwork network() {
    return network;
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

  /// Whether the peer was asked for a block and has not answered.
  boolean expectsBlocks() {
    monitor.lock();
    try {
      return open.values().stream().anyMatch(want -> !want.haveOnly());
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

  /// Queues an answer; the peer goes without where too many are queued for it or its network.
  void present(Message.Presence presence) {
    Multihash key = presence.cid().multihash();
    monitor.lock();
    try {
      if (!closed && (presences.containsKey(key) || presences.size() < MAX_PRESENCES && queue())) {
        presences.put(key, presence);
        wake();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Queues a block for the peer.
  ///
  /// @return false if as many are queued as the peer may have open, or for all of its network
  boolean send(Cid cid, int size) {
    Multihash key = cid.multihash();
    monitor.lock();
    try {
      if (closed) {
        return false;
      }
      if (!blocks.containsKey(key)) {
        if (blocks.size() >= shared.config().wantsPerPeer() || !queue()) {
          return false;
        }
        blocks.put(key, new Queued(cid, size));
      }
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
      unqueue(blocks.remove(cid.multihash()) == null ? 0 : 1);
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
      unqueue(presences.size() + blocks.size());
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

  private boolean queue() {
    return shared.queues().take(network, 1);
  }

  private void unqueue(int entries) {
    shared.queues().give(network, entries);
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
    boolean ended = false;
    try {
      for (Optional<Batch> batch = take(); batch.isPresent(); batch = take()) {
        stream = deliver(stream, batch.get());
      }
      ended = true;
    } catch (IOException e) {
      LOG.debug("no more is said to {}: {}", peer, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("sending to {} failed", peer, e);
    } finally {
      // Also after an Error: a peer that nobody speaks for any more must not look served.
      if (!ended) {
        shared.broken().accept(this);
      }
      if (stream != null) {
        stream.close();
      }
    }
  }

  /// @return the stream for what comes next; null for a fresh one
  private @Nullable Stream deliver(@Nullable Stream stream, Batch batch)
      throws IOException, InterruptedException {
    List<Cid> cids = batch.blocks().stream().map(Queued::cid).toList();
    Message words = new Message(batch.wants(), batch.full(), List.of(), batch.presences(), 0);
    Stream at = stream == null ? open() : stream;
    try (Parcel parcel =
        new Parcel(
            shared.memory(),
            network,
            shared.codec(),
            shared.source(),
            words,
            cids,
            batch.bytes())) {
      Stream used = say(at, stream == null, parcel);
      shared.counters().blocksSent.add(parcel.blocks());
      shared.counters().bytesSent.add(parcel.blockBytes());
      return used;
    } catch (Parcel.Gone e) {
      LOG.debug("a message to {} was broken off: {}", peer, e.getMessage());
      cids.forEach(cid -> present(new Message.Presence(cid, false)));
      return null;
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
      unqueue(said.size());
      return Optional.of(takeBlocks(wants, said));
    } finally {
      monitor.unlock();
    }
  }

  private Batch takeBlocks(List<Message.Want> wants, List<Message.Presence> said) {
    List<Queued> taken = new ArrayList<>();
    int most = pace.isSwift() ? shared.config().messageBytes() : SendMemory.SLICE;
    int bytes = 0;
    Iterator<Queued> queue = blocks.values().iterator();
    while (taken.size() < MAX_BLOCKS && queue.hasNext()) {
      Queued next = queue.next();
      if (!taken.isEmpty() && bytes + next.size() > most) {
        break;
      }
      taken.add(next);
      bytes += next.size();
      queue.remove();
    }
    unqueue(taken.size());
    return new Batch(wants, false, said, taken, bytes);
  }

  /// Writes one message, again on a fresh stream if the old one has died; a fresh stream after a
  /// failure starts with the whole wantlist, because the peer may have lost it.
  private Stream say(Stream stream, boolean fresh, Parcel parcel)
      throws IOException, InterruptedException {
    try {
      write(stream, parcel);
      return stream;
    } catch (Parcel.Gone e) {
      throw e;
    } catch (IOException e) {
      if (fresh) {
        throw e;
      }
    }
    Stream next = open();
    Message wantlist = new Message(openWants(), true, List.of(), List.of(), 0);
    try (Parcel first =
        new Parcel(
            shared.memory(), network, shared.codec(), shared.source(), wantlist, List.of(), 0)) {
      write(next, first);
    }
    write(next, parcel);
    return next;
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

  private void write(Stream stream, Parcel parcel) throws IOException, InterruptedException {
    long deadline = shared.scheduler().deadline(shared.config().writeTimeout());
    boolean written = false;
    try {
      parcel.write(
          (bytes, offset, length) -> {
            if (shared.scheduler().nanoTime() > deadline) {
              throw new StreamTimeout("a message took over " + shared.config().writeTimeout());
            }
            stream.deadline(STALL);
            stream.write(bytes, offset, length);
          },
          pace,
          shared.scheduler());
      written = true;
    } finally {
      if (!written) {
        stream.reset(StreamReset.NONE);
      }
    }
    shared.counters().messagesSent.increment();
  }
}
