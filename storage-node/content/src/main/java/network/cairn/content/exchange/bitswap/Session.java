package network.cairn.content.exchange.bitswap;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.content.routing.ProviderSearch;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.libp2p.peer.PeerId;

/// Fetches related blocks from the peers that turn out to have them.
///
/// Finding: the first wants go to every connected peer as want-have; whoever has one becomes a peer
/// of the session. Where only one peer could have it, it is asked for the block at once. Fetching:
/// each further want goes as want-block to the least loaded peer of the session, within that peer's
/// adaptive window; a peer that lacks it says so and the want moves on, and only when all lack it
/// are the others asked again. A reader who waits for [#GRACE] while nothing comes, or whom nobody
/// could serve, lets the root's providers be searched for; who is reached of them is asked like
/// anyone who connects. So a block is asked for once, unless a peer falls silent or behind the
/// others ([Overdue]). Ahead of the reader at most [BitswapConfig#readyBytes] bytes are held.
final class Session implements ExchangeSession {
  /// Wants that are being searched for at once, besides those with readers.
  private static final int MAX_SEARCHED = 32;

  /// Wants passed over in search of one that a peer with room may have.
  private static final int LOOK_AHEAD = 64;

  /// How long connected peers have before others are searched for.
  private static final long GRACE = Duration.ofSeconds(1).toNanos();

  private static final long TICK = Duration.ofMillis(100).toNanos();
  private static final long SEARCH_AGAIN = Duration.ofSeconds(10).toNanos();

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
  private final SessionServers servers;
  private final Scheduler.Monitor monitor;
  private final SessionPeers peers;
  private final WantBook book;
  private final Overdue overdue;
  private int priority = Integer.MAX_VALUE;
  private long ticked;
  private long searched;

  /// Wants that peers were asked about although a server is known, since the last search.
  private int introduced;

  /// Readers that wait, and when one last got something, or the first of them began to wait.
  private int waiting;

  private long served;
  private boolean closed;

  /// Whether named servers that failed may have rested enough.
  private boolean reopens;

  /// @param servers of single blocks, of which `named` are asked whoever else has the blocks
  Session(
      Bitswap bitswap,
      Scheduler scheduler,
      BitswapConfig config,
      Function<Consumer<URI>, ProviderSearch> search,
      Function<Session, SessionServers> servers) {
    this.bitswap = bitswap;
    this.scheduler = scheduler;
    this.config = config;
    this.servers = servers.apply(this);
    this.providers = search.apply(this.servers::found);
    this.monitor = scheduler.monitor();
    this.peers = new SessionPeers(bitswap.debts(), config.wantsPerPeer());
    this.book = new WantBook(peers);
    this.overdue = new Overdue(peers, book, this::heard);
    this.searched = scheduler.nanoTime();
    this.ticked = searched;
  }

  /// Opens the servers that the user named.
  void begin() {
    servers.openNamed();
  }

  @Override
  public Optional<Block> get(Cid cid, Duration timeout, BooleanSupplier over)
      throws InterruptedException {
    long deadline = scheduler.deadline(timeout);
    monitor.lock();
    try {
      Want want = book.urgent(cid);
      want.readers++;
      if (waiting++ == 0) {
        served = scheduler.nanoTime();
      }
      try {
        overdue.hurry(want, scheduler.nanoTime());
        assign();
        while (want.isOpen()
            && !closed
            && scheduler.nanoTime() < deadline
            && !over.getAsBoolean()) {
          if (scheduler.nanoTime() - served >= GRACE || bitswap.isAlone() && servers.isEmpty()) {
            providers.need(served);
          }
          monitor.await(Math.min(deadline, ticked + TICK));
          if (scheduler.nanoTime() - ticked >= TICK) {
            tick(want);
            sendCancelsBetween();
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
        if (closed || book.isFull()) {
          break;
        }
        book.later(cid);
      }
      assign();
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public String searched() {
    int connected = bitswap.candidates().size();
    String asked =
        connected == 0
            ? "no peer is connected"
            : connected
                + (connected == 1 ? " connected peer was asked" : " connected peers were asked");
    return Stream.of(asked, servers.summary(), providers.summary())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    providers.close();
    servers.close();
    monitor.lock();
    try {
      closed = true;
      book.clear(scheduler.nanoTime());
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
      Optional<Want> want = book.open(block.cid().multihash());
      if (want.isEmpty()) {
        return false;
      }
      long now = scheduler.nanoTime();
      served = now;
      peers.gave(from, want.get().cid.multihash(), block.size(), now);
      book.arrived(want.get(), from, block, now);
      if (want.get().readers > 0) {
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
      book.open(cid.multihash()).ifPresent(want -> presence(from, want, have));
    } finally {
      monitor.unlock();
    }
  }

  private void presence(PeerId from, Want want, boolean have) {
    long now = scheduler.nanoTime();
    want.asking.remove(from);
    if (have) {
      want.lacking.remove(from);
      peers.meet(from, now);
      if (want.asked().isEmpty()) {
        book.requeue(want);
      }
    } else {
      want.lacking.add(from);
      boolean asked = want.isAsked(from);
      book.takeBack(want, from, now);
      if (asked) {
        book.requeue(want);
      }
    }
    if (want.asking.isEmpty()) {
      book.searching.remove(want);
    }
    assign();
  }

  void peerGone(PeerId peer) {
    monitor.lock();
    try {
      peers.gone(peer);
      for (Want want : book.all()) {
        want.asking.remove(peer);
        want.lacking.remove(peer);
        want.told.remove(peer);
        boolean asked = want.isAsked(peer);
        book.takeBack(want, peer, scheduler.nanoTime());
        if (asked) {
          book.requeue(want);
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
      sendCancels();
    }
  }

  /// Whether the peer was asked for a block that is still waited for; also if it has said no, as it
  /// remembers who asked.
  boolean wants(PeerId peer, Cid cid) {
    monitor.lock();
    try {
      return book.open(cid.multihash()).filter(w -> w.told.contains(peer)).isPresent();
    } finally {
      monitor.unlock();
    }
  }

  List<Cid> openWants() {
    monitor.lock();
    try {
      List<Cid> open = new ArrayList<>();
      for (Want want : book.all()) {
        if (want.isOpen()) {
          open.add(want.cid);
        }
      }
      return open;
    } finally {
      monitor.unlock();
    }
  }

  /// A server of blocks can be asked now.
  void met(PeerId server) {
    monitor.lock();
    try {
      if (!closed) {
        peers.meet(server, scheduler.nanoTime());
        searchAgain();
      }
    } finally {
      monitor.unlock();
      sendCancels();
    }
  }

  private long heard(PeerId peer) {
    return servers.isServer(peer) ? servers.heard(peer) : bitswap.heard(peer);
  }

  private void leave(Want want) {
    if (want.readers == 0 && !closed && book.drop(want, scheduler.nanoTime())) {
      assign();
    }
  }

  /// Gives unassigned wants to peers, in order, as long as windows and memory allow.
  private void assign() {
    Iterator<Want> queue = book.unassigned.iterator();
    int passed = 0;
    long now = scheduler.nanoTime();
    while (!closed && passed < LOOK_AHEAD && queue.hasNext()) {
      Want want = queue.next();
      if (want.readers == 0 && (book.holds(config.readyBytes()) || peers.noneHasRoom(now))) {
        return;
      }
      switch (place(want, now)) {
        case ASKED, SEARCHING -> queue.remove();
        case NO_ROOM -> passed++;
      }
    }
  }

  private Placing place(Want want, long now) {
    SessionPeers.Choice choice = peers.choose(want, now);
    if (!choice.known()) {
      return search(want);
    }
    if (choice.debtor() || isPeerless()) {
      // Somebody who keeps to what was promised may have it too, or a peer beside the servers.
      haveFrom(want);
    }
    return choice.peer().isPresent() && ask(want, choice.peer().get())
        ? Placing.ASKED
        : Placing.NO_ROOM;
  }

  /// Whether servers are all that the session has, and peers were not asked often enough yet
  /// whether they have something too.
  private boolean isPeerless() {
    return peers.size() == servers.size() && !servers.isEmpty() && introduced++ < MAX_SEARCHED;
  }

  private boolean ask(Want want, PeerId peer) {
    boolean urgent = want.readers > 0;
    boolean taken =
        servers.isServer(peer)
            ? servers.want(peer, want.cid, urgent)
            : bitswap
                .outbox(peer)
                .want(new Message.Want(want.cid, priority--, false, false, true), urgent);
    if (!taken) {
      return false;
    }
    book.asked(want, peer, scheduler.nanoTime());
    return true;
  }

  /// Asks every connected peer that has not said no whether it has the block; an answer, or the
  /// next search, brings the want back into the queue.
  private Placing search(Want want) {
    if (want.readers == 0 && book.searching.size() >= MAX_SEARCHED) {
      return Placing.NO_ROOM;
    }
    List<PeerId> candidates = bitswap.candidates();
    if (candidates.size() == 1
        && peers.isEmpty()
        && !want.lacking.contains(candidates.getFirst())) {
      return ask(want, candidates.getFirst()) ? Placing.ASKED : Placing.NO_ROOM;
    }
    haveFrom(want);
    book.searching.add(want);
    return Placing.SEARCHING;
  }

  private void haveFrom(Want want) {
    for (PeerId peer : bitswap.candidates()) {
      if (want.lacking.contains(peer) || want.asking.contains(peer) || peers.knows(peer)) {
        continue;
      }
      Message.Want wish = new Message.Want(want.cid, priority--, false, true, true);
      if (bitswap.outbox(peer).want(wish, want.readers > 0)) {
        want.asking.add(peer);
        want.told.add(peer);
      }
    }
  }

  /// Searches for what nobody has been found to have, what readers wait for first.
  private void searchAgain() {
    searched = scheduler.nanoTime();
    introduced = 0;
    book.searching.clear();
    List<Want> lost = new ArrayList<>();
    for (boolean read : new boolean[] {true, false}) {
      for (Want want : book.all()) {
        if (lost.size() < MAX_SEARCHED
            && want.isOpen()
            && want.asked().isEmpty()
            && want.readers > 0 == read) {
          lost.add(want);
        }
      }
    }
    for (Want want : lost.reversed()) {
      book.unlate(want, searched);
      want.lacking.clear();
      want.asking.clear();
      book.requeue(want);
    }
    assign();
  }

  /// Looks after peers that have fallen silent or behind, and after wants that nobody has.
  ///
  /// @param read what a reader waits for
  private void tick(Want read) {
    long now = scheduler.nanoTime();
    ticked = now;
    overdue.look(bitswap.candidates().size() + servers.size(), now);
    overdue.hurry(read, now);
    if (now - searched > SEARCH_AGAIN) {
      bitswap.refresh();
      searchAgain();
      reopens = true;
    }
    assign();
  }

  /// Sends what is due while a reader waits, and opens named servers again: without the lock, as
  /// others are asked.
  private void sendCancelsBetween() {
    boolean again = reopens;
    reopens = false;
    if (book.hasCancels() || again) {
      monitor.unlock();
      try {
        sendCancels();
        if (again) {
          servers.openNamed();
        }
      } finally {
        monitor.lock();
      }
    }
  }

  private void sendCancels() {
    List<WantBook.Cancel> due;
    monitor.lock();
    try {
      due = book.takeCancels();
    } finally {
      monitor.unlock();
    }
    for (WantBook.Cancel cancel : due) {
      if (servers.isServer(cancel.peer())) {
        servers.cancel(cancel.peer(), cancel.cid());
      } else {
        bitswap.cancel(cancel.peer(), cancel.cid());
      }
    }
  }
}
