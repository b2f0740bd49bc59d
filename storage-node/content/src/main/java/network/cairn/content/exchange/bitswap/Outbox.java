package network.cairn.content.exchange.bitswap;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

  /// Messages in a row that may be broken off because a block went.
  private static final int MOST_GONE = 8;

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

  /// What became of an answer.
  enum Taken {
    QUEUED,
    FULL,
    /// Another outbox speaks to the peer from now on, or none.
    CLOSED
  }

  private record Queued(Cid cid, int size) {}

  private record Batch(
      PeerWants.News news, List<Message.Presence> presences, List<Queued> blocks, int bytes) {
    int entries() {
      return presences.size() + blocks.size();
    }

    Message words() {
      return new Message(news.wants(), news.full(), List.of(), presences, 0);
    }
  }

  private final PeerId peer;
  private final PeerNetwork network;
  private final Shared shared;
  private final Scheduler.Monitor monitor;

  private final PeerWants wants;
  private final Map<Multihash, Message.Presence> presences = new LinkedHashMap<>();
  private final Map<Multihash, Queued> blocks = new LinkedHashMap<>();
  private boolean running;
  private boolean closed;
  private boolean retry;
  private boolean delivered;
  private final PeerShare share;
  private final Pace pace = new Pace();
  private int gone;
  private volatile long heard = Long.MIN_VALUE;

  /// @param network where the peer is
  Outbox(PeerId peer, PeerNetwork network, Shared shared) {
    this.peer = peer;
    this.network = network;
    this.shared = shared;
    this.monitor = shared.scheduler().monitor();
    this.wants = new PeerWants(shared.config().wantsPerPeer());
    this.share = new PeerShare(shared.queues(), network);
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
    monitor.lock();
    try {
      boolean room = !closed && wants.want(want, urgent);
      wakeForNews();
      return room;
    } finally {
      monitor.unlock();
    }
  }

  /// Which question the open one for a block is; 0 if none is open.
  long asked(Cid cid) {
    monitor.lock();
    try {
      return wants.asked(cid);
    } finally {
      monitor.unlock();
    }
  }

  /// Whether the peer was asked for a block and has not answered.
  boolean expectsBlocks() {
    monitor.lock();
    try {
      return wants.expectsBlocks();
    } finally {
      monitor.unlock();
    }
  }

  /// Withdraws a want, unless it was asked for again since; says nothing if the peer has not heard
  /// of it.
  ///
  /// @param last what [#asked] said before it was known that nobody waits for the block
  void cancel(Cid cid, long last) {
    monitor.lock();
    try {
      wants.cancel(cid, last);
      wakeForNews();
    } finally {
      monitor.unlock();
    }
  }

  /// Notes that the peer has said whether it has a block; what it has refused it remembers, to
  /// answer again when it gets the block.
  void answered(Cid cid, boolean refusal) {
    monitor.lock();
    try {
      wants.answered(cid, refusal);
    } finally {
      monitor.unlock();
    }
  }

  /// Notes that the peer has sent a block: it forgets the want.
  void came(Cid cid) {
    monitor.lock();
    try {
      wants.came(cid);
    } finally {
      monitor.unlock();
    }
  }

  /// Queues an answer; the peer goes without where too many are queued for it or its network.
  Taken present(Message.Presence presence) {
    Multihash key = presence.cid().multihash();
    monitor.lock();
    try {
      if (closed) {
        return Taken.CLOSED;
      }
      if (!presences.containsKey(key) && (presences.size() >= MAX_PRESENCES || !share.take())) {
        return Taken.FULL;
      }
      presences.put(key, presence);
      wake();
      return Taken.QUEUED;
    } finally {
      monitor.unlock();
    }
  }

  /// Queues a block for the peer; full if as many are queued as the peer may have open, or for all
  /// of its network.
  Taken send(Cid cid, int size) {
    Multihash key = cid.multihash();
    monitor.lock();
    try {
      if (closed) {
        return Taken.CLOSED;
      }
      if (!blocks.containsKey(key)) {
        if (blocks.size() >= shared.config().wantsPerPeer() || !share.take()) {
          return Taken.FULL;
        }
        blocks.put(key, new Queued(cid, size));
      }
      wake();
      return Taken.QUEUED;
    } finally {
      monitor.unlock();
    }
  }

  /// Takes a block off the queue: the peer no longer wants it.
  void unsend(Cid cid) {
    monitor.lock();
    try {
      share.give(blocks.remove(cid.multihash()) == null ? 0 : 1);
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

  /// The peer is on another connection, with which it may have forgotten what it was told: it is
  /// told everything again.
  void reconnected() {
    monitor.lock();
    try {
      if (!closed) {
        wants.anew();
        wakeForNews();
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Notes that this one speaks to a peer to whom the one before could say nothing more.
  void retry() {
    monitor.lock();
    try {
      retry = true;
    } finally {
      monitor.unlock();
    }
  }

  /// Whether another one may say what this one could not: not if this one took over from another
  /// and could say nothing at all, so that a peer to whom nothing can be said costs no more.
  boolean mayRetry() {
    monitor.lock();
    try {
      return !retry || delivered;
    } finally {
      monitor.unlock();
    }
  }

  /// Forgets everything; the task ends.
  ///
  /// @return what the peer wants and was not told of, although it is here
  List<Message.Want> close() {
    monitor.lock();
    try {
      List<Message.Want> unsaid = new ArrayList<>();
      for (Message.Presence presence : presences.values()) {
        if (presence.have()) {
          unsaid.add(new Message.Want(presence.cid(), 1, false, true, true));
        }
      }
      for (Queued block : blocks.values()) {
        unsaid.add(new Message.Want(block.cid(), 1, false, false, true));
      }
      closed = true;
      share.giveAll();
      wants.clear();
      presences.clear();
      blocks.clear();
      monitor.signalAll();
      return unsaid;
    } finally {
      monitor.unlock();
    }
  }

  private void wakeForNews() {
    if (wants.hasNews()) {
      wake();
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

  /// Writes one message. If it was broken off, or the stream had died since the last one, all of it
  /// is said again on a fresh stream, behind the whole wantlist, because the peer may have lost it.
  ///
  /// @return the stream for what comes next; null for a fresh one
  private @Nullable Stream deliver(@Nullable Stream stream, Batch batch)
      throws IOException, InterruptedException {
    boolean said = false;
    try (Parcel parcel = parcel(batch)) {
      Stream at = stream == null ? open() : stream;
      write(at, parcel);
      said = true;
      shared.counters().sent(peer, parcel.blocks(), parcel.blockBytes());
      gone = 0;
      delivered(batch);
      return at;
    } catch (Parcel.Gone e) {
      if (++gone > MOST_GONE) {
        throw e;
      }
      LOG.debug("a message to {} was broken off: {}", peer, e.getMessage());
      return null;
    } catch (IOException e) {
      if (stream == null) {
        throw e;
      }
      return null;
    } finally {
      if (!said) {
        again(batch);
      }
    }
  }

  private Parcel parcel(Batch batch) {
    List<Cid> cids = batch.blocks().stream().map(Queued::cid).toList();
    return new Parcel(
        shared.memory(),
        network,
        shared.codec(),
        shared.source(),
        batch.words(),
        cids,
        batch.bytes());
  }

  private void delivered(Batch batch) {
    monitor.lock();
    try {
      delivered = true;
      if (!closed) {
        share.give(batch.entries());
      }
    } finally {
      monitor.unlock();
    }
  }

  /// Puts what was not delivered back into the queue, as far as it is still true; what has been
  /// queued since stands.
  private void again(Batch batch) {
    List<Queued> here = new ArrayList<>();
    List<Message.Presence> said = new ArrayList<>();
    for (Queued block : batch.blocks()) {
      OptionalInt size = shared.source().size(block.cid());
      size.ifPresentOrElse(
          bytes -> here.add(new Queued(block.cid(), bytes)),
          () -> said.add(new Message.Presence(block.cid(), false)));
    }
    for (Message.Presence presence : batch.presences()) {
      boolean have = presence.have() && shared.source().size(presence.cid()).isPresent();
      said.add(new Message.Presence(presence.cid(), have));
    }
    monitor.lock();
    try {
      if (closed) {
        return;
      }
      wants.anew();
      int before = blocks.size() + presences.size();
      here.forEach(block -> blocks.putIfAbsent(block.cid().multihash(), block));
      said.forEach(each -> presences.putIfAbsent(each.cid().multihash(), each));
      share.give(batch.entries() - (blocks.size() + presences.size() - before));
    } finally {
      monitor.unlock();
    }
  }

  /// Waits for something to say; empty after idling, or when closed.
  private Optional<Batch> take() throws InterruptedException {
    monitor.lock();
    try {
      long idle = shared.scheduler().nanoTime() + shared.config().idle().toNanos();
      while (!closed && !wants.hasNews() && presences.isEmpty() && blocks.isEmpty()) {
        if (!monitor.await(idle)) {
          running = false;
          return Optional.empty();
        }
      }
      if (closed) {
        running = false;
        return Optional.empty();
      }
      List<Message.Presence> said = new ArrayList<>(presences.values());
      presences.clear();
      return Optional.of(takeBlocks(wants.takeNews(), said));
    } finally {
      monitor.unlock();
    }
  }

  private Batch takeBlocks(PeerWants.News news, List<Message.Presence> said) {
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
    return new Batch(news, said, taken, bytes);
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
          (message, from, to) -> {
            if (shared.scheduler().nanoTime() > deadline) {
              throw new StreamTimeout("a message took over " + shared.config().writeTimeout());
            }
            stream.deadline(STALL);
            message.write(from, to, stream::write);
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
