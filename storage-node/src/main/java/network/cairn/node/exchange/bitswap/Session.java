package network.cairn.node.exchange.bitswap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.sched.Scheduler;
import network.cairn.node.exchange.ExchangeSession;

/// Fetches related blocks from the peers that turn out to have them.
///
/// Finding: the first wants go to every connected peer as want-have; whoever has one becomes a peer
/// of the session. Where only one peer could have it, it is asked for the block at once. Fetching:
/// each further want goes as want-block to the least loaded peer of the session, within that peer's
/// adaptive window; a peer that lacks it says so and the want moves on, and only when all lack it
/// are the others asked again. So a block is asked for once, unless a peer falls silent. Ahead of
/// the reader at most [BitswapConfig#readyBytes] bytes and [#MAX_WANTS] wants are held.
final class Session implements ExchangeSession {
  private static final int MAX_WANTS = 8192;
  private static final int MAX_SEARCHED = 32;
  private static final long TICK = Duration.ofMillis(500).toNanos();
  private static final long SILENCE = Duration.ofSeconds(5).toNanos();
  private static final long SEARCH_AGAIN = Duration.ofSeconds(10).toNanos();

  private record Cancel(PeerId peer, Cid cid) {}

  private final Bitswap bitswap;
  private final Scheduler scheduler;
  private final BitswapConfig config;
  private final Scheduler.Monitor monitor;
  private final Map<Multihash, Want> wants = new LinkedHashMap<>();
  private final Deque<Want> unassigned = new ArrayDeque<>();
  private final Map<PeerId, SessionPeer> peers = new LinkedHashMap<>();
  private final List<Cancel> cancels = new ArrayList<>();
  private long ready;
  private double meanSize = 256 * 1024;
  private int inFlight;
  private int priority = Integer.MAX_VALUE;
  private long searched;
  private boolean closed;

  Session(Bitswap bitswap, Scheduler scheduler, BitswapConfig config) {
    this.bitswap = bitswap;
    this.scheduler = scheduler;
    this.config = config;
    this.monitor = scheduler.monitor();
    this.searched = scheduler.nanoTime();
  }

  @Override
  public Optional<Block> get(Cid cid, Duration timeout) throws InterruptedException {
    long deadline = scheduler.nanoTime() + timeout.toNanos();
    monitor.lock();
    try {
      Want want = urgent(cid);
      want.readers++;
      try {
        assign();
        while (want.isOpen() && !closed && scheduler.nanoTime() < deadline) {
          if (!monitor.await(Math.min(deadline, scheduler.nanoTime() + TICK))) {
            tick();
          }
        }
      } finally {
        want.readers--;
        leave(want);
      }
      return want.block();
    } finally {
      monitor.unlock();
      sendCancels();
    }
  }

  @Override
  public void prefetch(Collection<Cid> cids) {
    monitor.lock();
    try {
      for (Cid cid : cids) {
        if (closed || wants.size() >= MAX_WANTS) {
          break;
        }
        if (!wants.containsKey(cid.multihash())) {
          Want want = new Want(cid);
          wants.put(cid.multihash(), want);
          unassigned.addLast(want);
        }
      }
      assign();
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public void close() {
    monitor.lock();
    try {
      closed = true;
      wants.values().forEach(this::withdraw);
      wants.clear();
      unassigned.clear();
      monitor.signalAll();
    } finally {
      monitor.unlock();
      sendCancels();
      bitswap.closed(this);
    }
  }

  /// Takes a block that a peer sent.
  ///
  /// @return false if this session does not want it, or has it already
  boolean received(PeerId from, Block block) {
    monitor.lock();
    try {
      Want want = wants.get(block.cid().multihash());
      if (want == null || !want.isOpen()) {
        return false;
      }
      long now = scheduler.nanoTime();
      peers
          .computeIfAbsent(from, _ -> new SessionPeer(config.wantsPerPeer(), now))
          .gave(want.cid.multihash(), block.size(), now);
      want.asked().ifPresent(asked -> settle(want, asked, from, now));
      want.asking.stream()
          .filter(p -> !p.equals(from))
          .forEach(p -> cancels.add(new Cancel(p, want.cid)));
      want.asking.clear();
      // The reader asked by its own CID: same hash, perhaps another codec or version.
      want.arrived(Block.of(want.cid, block.bytes()));
      ready += block.size();
      meanSize += (block.size() - meanSize) / 16;
      monitor.signalAll();
      assign();
      return true;
    } finally {
      monitor.unlock();
      sendCancels();
    }
  }

  private void settle(Want want, PeerId asked, PeerId from, long now) {
    inFlight--;
    want.unask();
    if (!asked.equals(from)) {
      SessionPeer other = peers.get(asked);
      if (other != null) {
        other.released(want.cid.multihash(), now);
      }
      cancels.add(new Cancel(asked, want.cid));
    }
  }

  /// Takes a peer's word on whether it has a block.
  void presence(PeerId from, Cid cid, boolean have) {
    monitor.lock();
    try {
      Want want = wants.get(cid.multihash());
      if (want == null || !want.isOpen()) {
        return;
      }
      long now = scheduler.nanoTime();
      want.asking.remove(from);
      if (have) {
        want.lacking.remove(from);
        peers.computeIfAbsent(from, _ -> new SessionPeer(config.wantsPerPeer(), now));
        if (want.asked().isEmpty()) {
          requeue(want);
        }
      } else {
        want.lacking.add(from);
        if (want.asked().filter(from::equals).isPresent()) {
          unassign(want, from, now);
        }
      }
      assign();
    } finally {
      monitor.unlock();
    }
  }

  void peerGone(PeerId peer) {
    monitor.lock();
    try {
      peers.remove(peer);
      for (Want want : wants.values()) {
        want.asking.remove(peer);
        want.lacking.remove(peer);
        if (want.asked().filter(peer::equals).isPresent()) {
          inFlight--;
          want.unask();
          requeue(want);
        }
      }
      assign();
    } finally {
      monitor.unlock();
    }
  }

  void peerCame() {
    monitor.lock();
    try {
      searchAgain();
    } finally {
      monitor.unlock();
    }
  }

  boolean wants(PeerId peer, Cid cid) {
    monitor.lock();
    try {
      Want want = wants.get(cid.multihash());
      return want != null
          && want.isOpen()
          && (want.asking.contains(peer) || want.asked().filter(peer::equals).isPresent());
    } finally {
      monitor.unlock();
    }
  }

  List<Cid> openWants() {
    monitor.lock();
    try {
      return wants.values().stream().filter(Want::isOpen).map(w -> w.cid).toList();
    } finally {
      monitor.unlock();
    }
  }

  private Want urgent(Cid cid) {
    Want known = wants.get(cid.multihash());
    if (known == null) {
      Want want = new Want(cid);
      wants.put(cid.multihash(), want);
      unassigned.addFirst(want);
      return want;
    }
    if (known.isOpen() && known.asked().isEmpty() && unassigned.remove(known)) {
      unassigned.addFirst(known);
    }
    return known;
  }

  private void leave(Want want) {
    if (want.readers > 0 || closed) {
      return;
    }
    wants.remove(want.cid.multihash());
    if (want.isOpen()) {
      unassigned.remove(want);
      withdraw(want);
    } else {
      ready -= want.block().map(Block::size).orElse(0);
      assign();
    }
  }

  private void withdraw(Want want) {
    if (!want.isOpen()) {
      return;
    }
    want.asking.forEach(p -> cancels.add(new Cancel(p, want.cid)));
    want.asking.clear();
    want.asked()
        .ifPresent(p -> {
          inFlight--;
          cancels.add(new Cancel(p, want.cid));
          SessionPeer peer = peers.get(p);
          if (peer != null) {
            peer.released(want.cid.multihash(), scheduler.nanoTime());
          }
        });
    want.unask();
  }

  private void unassign(Want want, PeerId peer, long now) {
    inFlight--;
    want.unask();
    SessionPeer state = peers.get(peer);
    if (state != null) {
      state.released(want.cid.multihash(), now);
    }
    requeue(want);
  }

  private void requeue(Want want) {
    if (!unassigned.contains(want)) {
      unassigned.addFirst(want);
    }
  }

  /// Gives unassigned wants to peers, in order, as long as windows and memory allow.
  private void assign() {
    List<Want> unfound = new ArrayList<>();
    while (!closed && !unassigned.isEmpty()) {
      Want want = unassigned.peekFirst();
      if (want.readers == 0 && ready + inFlight * meanSize > config.readyBytes()) {
        break;
      }
      List<Map.Entry<PeerId, SessionPeer>> able =
          peers.entrySet().stream().filter(e -> !want.lacking.contains(e.getKey())).toList();
      if (able.isEmpty()) {
        unassigned.removeFirst();
        if (unfound.size() < MAX_SEARCHED && !search(want)) {
          unfound.add(want);
        }
        continue;
      }
      Optional<Map.Entry<PeerId, SessionPeer>> best =
          able.stream()
              .filter(e -> e.getValue().hasRoom())
              .min(Comparator.comparingDouble(e -> e.getValue().load()));
      if (best.isEmpty() || !ask(want, best.get().getKey(), best.get().getValue())) {
        break;
      }
      unassigned.removeFirst();
    }
    unfound.forEach(unassigned::addLast);
  }

  private boolean ask(Want want, PeerId peer, SessionPeer state) {
    if (!bitswap.outbox(peer).want(new Message.Want(want.cid, priority--, false, false, true))) {
      return false;
    }
    want.ask(peer);
    inFlight++;
    state.asked(want.cid.multihash(), scheduler.nanoTime());
    return true;
  }

  /// Asks every connected peer that has not said no whether it has the block.
  ///
  /// @return true if the want needs no place in the queue: an answer will bring it back
  private boolean search(Want want) {
    List<PeerId> candidates =
        bitswap.candidates().stream()
            .filter(p -> !want.lacking.contains(p) && !want.asking.contains(p))
            .toList();
    if (candidates.size() == 1 && want.asking.isEmpty() && peers.isEmpty()) {
      PeerId only = candidates.getFirst();
      SessionPeer state = new SessionPeer(config.wantsPerPeer(), scheduler.nanoTime());
      peers.put(only, state);
      return ask(want, only, state);
    }
    for (PeerId peer : candidates) {
      if (bitswap.outbox(peer).want(new Message.Want(want.cid, priority--, false, true, true))) {
        want.asking.add(peer);
      }
    }
    return true;
  }

  private void searchAgain() {
    searched = scheduler.nanoTime();
    int again = 0;
    for (Want want : wants.values()) {
      if (want.isOpen() && want.asked().isEmpty() && again++ < MAX_SEARCHED) {
        want.lacking.clear();
        want.asking.clear();
        requeue(want);
      }
    }
    assign();
  }

  /// Looks after peers that have fallen silent, and after wants that nobody has.
  private void tick() {
    long now = scheduler.nanoTime();
    for (Map.Entry<PeerId, SessionPeer> entry : List.copyOf(peers.entrySet())) {
      if (entry.getValue().silentSince(now - SILENCE)) {
        passOver(entry.getKey(), entry.getValue());
      }
    }
    if (now - searched > SEARCH_AGAIN) {
      searchAgain();
    }
    assign();
  }

  /// What a silent peer owes is asked of the others, who become preferable by its smaller window;
  /// alone, it is asked again.
  private void passOver(PeerId peer, SessionPeer state) {
    for (Multihash block : state.owedBlocks()) {
      Want want = wants.get(block);
      if (want != null && want.asked().filter(peer::equals).isPresent()) {
        inFlight--;
        want.unask();
        if (peers.size() > 1) {
          want.lacking.add(peer);
        }
        requeue(want);
      }
    }
    state.punish();
  }

  private void sendCancels() {
    List<Cancel> due;
    monitor.lock();
    try {
      due = List.copyOf(cancels);
      cancels.clear();
    } finally {
      monitor.unlock();
    }
    due.forEach(c -> bitswap.cancel(this, c.peer, c.cid));
  }
}
