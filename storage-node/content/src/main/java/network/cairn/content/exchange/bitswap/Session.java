package network.cairn.content.exchange.bitswap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.content.routing.ProviderSearch;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/// Fetches related blocks from the peers that turn out to have them.
///
/// Finding: the first wants go to every connected peer as want-have; whoever has one becomes a peer
/// of the session. Where only one peer could have it, it is asked for the block at once. Fetching:
/// each further want goes as want-block to the least loaded peer of the session, within that peer's
/// adaptive window; a peer that lacks it says so and the want moves on, and only when all lack it
/// are the others asked again. A reader who waits for [#GRACE] while nothing comes, or whom nobody
/// could serve, lets the root's providers be searched for; who is reached of them is asked like
/// anyone who connects. So a block is asked for once, unless a peer falls silent. Ahead of the
/// reader at most [BitswapConfig#readyBytes] bytes and [#MAX_WANTS] wants are held.
final class Session implements ExchangeSession {
  private static final int MAX_WANTS = 8192;

  /// Wants that are being searched for at once, besides those with readers.
  private static final int MAX_SEARCHED = 32;

  /// Wants passed over in search of one that a peer with room may have.
  private static final int LOOK_AHEAD = 64;

  /// How long connected peers have before others are searched for.
  private static final long GRACE = Duration.ofSeconds(1).toNanos();

  private static final long TICK = Duration.ofMillis(500).toNanos();
  private static final long SILENCE = Duration.ofSeconds(5).toNanos();
  private static final long TOO_LONG = Duration.ofSeconds(30).toNanos();
  private static final long SEARCH_AGAIN = Duration.ofSeconds(10).toNanos();

  private record Cancel(PeerId peer, Cid cid) {}

  /// What became of an attempt to ask someone for a want.
  private enum Placing {
    ASKED,
    SEARCHING,
    NO_ROOM
  }

  private final Bitswap bitswap;
  private final Scheduler scheduler;
  private final BitswapConfig config;
  private final ProviderSearch providers;
  private final Scheduler.Monitor monitor;
  private final Map<Multihash, Want> wants = new LinkedHashMap<>();
  private final LinkedHashSet<Want> unassigned = new LinkedHashSet<>();
  private final LinkedHashSet<Want> searching = new LinkedHashSet<>();
  private final Map<PeerId, SessionPeer> peers = new LinkedHashMap<>();
  private final List<Cancel> cancels = new ArrayList<>();
  private long ready;
  private double meanSize = 256 * 1024;
  private int inFlight;
  private int priority = Integer.MAX_VALUE;
  private long ticked;
  private long searched;

  /// Readers that wait, and when one last got something, or the first of them began to wait.
  private int waiting;

  private long served;
  private boolean closed;

  Session(Bitswap bitswap, Scheduler scheduler, BitswapConfig config, ProviderSearch providers) {
    this.bitswap = bitswap;
    this.scheduler = scheduler;
    this.config = config;
    this.providers = providers;
    this.monitor = scheduler.monitor();
    this.searched = scheduler.nanoTime();
    this.ticked = searched;
  }

  @Override
  public Optional<Block> get(Cid cid, Duration timeout) throws InterruptedException {
    long deadline = scheduler.deadline(timeout);
    monitor.lock();
    try {
      Want want = urgent(cid);
      want.readers++;
      if (waiting++ == 0) {
        served = scheduler.nanoTime();
      }
      try {
        assign();
        while (want.isOpen() && !closed && scheduler.nanoTime() < deadline) {
          if (scheduler.nanoTime() - served >= GRACE || bitswap.isAlone()) {
            providers.need(served);
          }
          monitor.await(Math.min(deadline, ticked + TICK));
          if (scheduler.nanoTime() - ticked >= TICK) {
            tick();
          }
        }
      } finally {
        waiting--;
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
  public String searched() {
    int peers = bitswap.candidates().size();
    String asked =
        peers == 0
            ? "no peer is connected"
            : peers + (peers == 1 ? " connected peer was asked" : " connected peers were asked");
    String found = providers.summary();
    return found.isEmpty() ? asked : asked + ", " + found;
  }

  @Override
  public void close() {
    providers.close();
    monitor.lock();
    try {
      closed = true;
      wants.values().forEach(this::withdraw);
      wants.clear();
      unassigned.clear();
      searching.clear();
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
      served = now;
      peer(from, now).gave(want.cid.multihash(), block.size(), now);
      want.asking.remove(from);
      if (want.asked().filter(from::equals).isPresent()) {
        inFlight--;
        want.unask();
      }
      withdraw(want);
      unassigned.remove(want);
      // The reader asked by its own CID: same hash, perhaps another codec or version.
      want.arrived(block.as(want.cid));
      ready += block.size();
      meanSize += (block.size() - meanSize) / 16;
      if (want.readers > 0) {
        monitor.signalAll();
      }
      assign();
      return true;
    } finally {
      monitor.unlock();
      sendCancels();
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
        peer(from, now);
        if (want.asked().isEmpty()) {
          requeue(want);
        }
      } else {
        want.lacking.add(from);
        if (want.asked().filter(from::equals).isPresent()) {
          takeBack(want, from, now);
          requeue(want);
        }
      }
      if (want.asking.isEmpty()) {
        searching.remove(want);
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

  private SessionPeer peer(PeerId id, long now) {
    return peers.computeIfAbsent(id, _ -> new SessionPeer(config.wantsPerPeer(), now));
  }

  private Want urgent(Cid cid) {
    Want known = wants.get(cid.multihash());
    if (known == null) {
      Want want = new Want(cid);
      wants.put(cid.multihash(), want);
      unassigned.addFirst(want);
      return want;
    }
    if (unassigned.contains(known)) {
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

  /// Tells everyone who may still answer, or remember, that the want is over.
  private void withdraw(Want want) {
    searching.remove(want);
    if (!want.isOpen()) {
      return;
    }
    want.asking.forEach(p -> cancels.add(new Cancel(p, want.cid)));
    want.asking.clear();
    want.lacking.forEach(p -> cancels.add(new Cancel(p, want.cid)));
    want.lacking.clear();
    want.asked()
        .ifPresent(p -> {
          cancels.add(new Cancel(p, want.cid));
          takeBack(want, p, scheduler.nanoTime());
        });
  }

  private void takeBack(Want want, PeerId peer, long now) {
    inFlight--;
    want.unask();
    SessionPeer state = peers.get(peer);
    if (state != null) {
      state.released(want.cid.multihash(), now);
    }
  }

  private void requeue(Want want) {
    unassigned.addFirst(want);
  }

  /// Gives unassigned wants to peers, in order, as long as windows and memory allow.
  private void assign() {
    Iterator<Want> queue = unassigned.iterator();
    int passed = 0;
    while (!closed && passed < LOOK_AHEAD && queue.hasNext()) {
      Want want = queue.next();
      if (want.readers == 0
          && (noneHasRoom() || ready + inFlight * meanSize > config.readyBytes())) {
        return;
      }
      switch (place(want)) {
        case ASKED, SEARCHING -> queue.remove();
        case NO_ROOM -> passed++;
      }
    }
  }

  private boolean noneHasRoom() {
    for (SessionPeer state : peers.values()) {
      if (state.hasRoom()) {
        return false;
      }
    }
    return !peers.isEmpty();
  }

  private Placing place(Want want) {
    @Nullable PeerId best = null;
    double load = Double.MAX_VALUE;
    boolean known = false;
    for (Map.Entry<PeerId, SessionPeer> entry : peers.entrySet()) {
      SessionPeer state = entry.getValue();
      if (want.lacking.contains(entry.getKey())) {
        continue;
      }
      known = true;
      // What a reader waits for does not wait for what nobody reads yet.
      if ((state.hasRoom() || want.readers > 0) && state.load() < load) {
        best = entry.getKey();
        load = state.load();
      }
    }
    if (!known) {
      return search(want);
    }
    return best != null && ask(want, best) ? Placing.ASKED : Placing.NO_ROOM;
  }

  private boolean ask(Want want, PeerId peer) {
    Message.Want wish = new Message.Want(want.cid, priority--, false, false, true);
    if (!bitswap.outbox(peer).want(wish, want.readers > 0)) {
      return false;
    }
    want.ask(peer);
    searching.remove(want);
    inFlight++;
    long now = scheduler.nanoTime();
    peer(peer, now).asked(want.cid.multihash(), now);
    return true;
  }

  /// Asks every connected peer that has not said no whether it has the block; an answer, or the
  /// next search, brings the want back into the queue.
  private Placing search(Want want) {
    if (want.readers == 0 && searching.size() >= MAX_SEARCHED) {
      return Placing.NO_ROOM;
    }
    List<PeerId> candidates = bitswap.candidates();
    if (candidates.size() == 1
        && peers.isEmpty()
        && !want.lacking.contains(candidates.getFirst())) {
      return ask(want, candidates.getFirst()) ? Placing.ASKED : Placing.NO_ROOM;
    }
    for (PeerId peer : candidates) {
      if (want.lacking.contains(peer) || want.asking.contains(peer)) {
        continue;
      }
      Message.Want wish = new Message.Want(want.cid, priority--, false, true, true);
      if (bitswap.outbox(peer).want(wish, want.readers > 0)) {
        want.asking.add(peer);
      }
    }
    searching.add(want);
    return Placing.SEARCHING;
  }

  /// Searches for what nobody has been found to have, what readers wait for first.
  private void searchAgain() {
    searched = scheduler.nanoTime();
    searching.clear();
    List<Want> lost = new ArrayList<>();
    for (boolean read : new boolean[] {true, false}) {
      for (Want want : wants.values()) {
        if (lost.size() < MAX_SEARCHED
            && want.isOpen()
            && want.asked().isEmpty()
            && want.readers > 0 == read) {
          lost.add(want);
        }
      }
    }
    for (Want want : lost.reversed()) {
      want.lacking.clear();
      want.asking.clear();
      requeue(want);
    }
    assign();
  }

  /// Looks after peers that have fallen silent, and after wants that nobody has.
  private void tick() {
    long now = scheduler.nanoTime();
    ticked = now;
    for (Map.Entry<PeerId, SessionPeer> entry : List.copyOf(peers.entrySet())) {
      SessionPeer state = entry.getValue();
      if (state.silentSince(now - SILENCE, bitswap.heard(entry.getKey()))) {
        passOver(entry.getKey(), state, now, now);
      } else if (hasOthers()) {
        passOver(entry.getKey(), state, now - TOO_LONG, now);
      }
    }
    if (now - searched > SEARCH_AGAIN) {
      bitswap.refresh();
      searchAgain();
    }
    assign();
  }

  /// Whether somebody else could be asked, of the session or not yet of it: who has come since.
  private boolean hasOthers() {
    return peers.size() > 1 || bitswap.candidates().size() > 1;
  }

  /// What a peer has owed since before an instant is asked of the others, who become preferable by
  /// its smaller window; alone, it is asked again.
  private void passOver(PeerId peer, SessionPeer state, long before, long now) {
    List<Multihash> owed = state.owedSince(before);
    for (Multihash block : owed) {
      Want want = wants.get(block);
      if (want == null || want.asked().filter(peer::equals).isEmpty()) {
        state.released(block, now);
        continue;
      }
      takeBack(want, peer, now);
      if (hasOthers()) {
        want.lacking.add(peer);
        cancels.add(new Cancel(peer, want.cid));
      }
      requeue(want);
    }
    if (!owed.isEmpty()) {
      state.punish();
    }
  }

  private void sendCancels() {
    List<Cancel> due;
    monitor.lock();
    try {
      if (cancels.isEmpty()) {
        return;
      }
      due = List.copyOf(cancels);
      cancels.clear();
    } finally {
      monitor.unlock();
    }
    due.forEach(c -> bitswap.cancel(this, c.peer, c.cid));
  }
}
