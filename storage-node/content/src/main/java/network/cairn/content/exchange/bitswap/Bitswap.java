package network.cairn.content.exchange.bitswap;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.base.time.Scheduler;
import network.cairn.content.exchange.BlockServers;
import network.cairn.content.exchange.Exchange;
import network.cairn.content.exchange.ExchangeSession;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.ProviderFinder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamBounds;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bitswap exchange of one host: serves its blocks and fetches others' (ipfs specs,
/// bitswap-protocol).
///
/// Thread-safe. Inbound streams are read to their end, message by message; each message is bounded
/// by [MessageCodec#MAX_MESSAGE] and, once begun, by a deadline.
public final class Bitswap implements Exchange, PeerListener, AutoCloseable {
  /// The protocol ids, best first.
  public static final List<String> PROTOCOLS =
      List.of("/ipfs/bitswap/1.2.0", "/ipfs/bitswap/1.1.0", "/ipfs/bitswap/1.0.0", "/ipfs/bitswap");

  /// A place is held while a message that has come is acted on. What is read at once is bounded by
  /// [InboundLimit], before a message is read: a want that was read and then refused is lost for
  /// good to a peer that says it once.
  private static final StreamBounds BOUNDS =
      new StreamBounds("bitswap", 4, 2_048, 2_048, Inbox.MESSAGE_TIMEOUT);

  private static final Logger LOG = LoggerFactory.getLogger(Bitswap.class);

  /// Messages of one peer that are read at once.
  private static final int READ_AT_ONCE = 4;

  /// Answers that wait to be sent, of all peers and of those of one network.
  private static final int QUEUED = 1 << 18;

  private static final int QUEUED_PER_NETWORK = QUEUED / 8;

  /// How long a peer rests that could not be written to although it is connected.
  private static final Duration REST = Duration.ofSeconds(5);

  private static final long LOG_PAUSE = Duration.ofSeconds(1).toNanos();

  private final Host host;
  private final Scheduler scheduler;
  private final BitswapConfig config;
  private final MessageCodec codec;
  private final TransferCounters counters = new TransferCounters();
  private final ProviderFinder finder;
  private final BlockServers servers;
  private final Server server;
  private final Outbox.Shared shared;
  private final InboundLimit inbound;
  private final Debts debts;

  /// Ordered, so that equal seeds simulate equal runs.
  private final ConcurrentNavigableMap<PeerId, Outbox> outboxes = new ConcurrentSkipListMap<>();

  private final List<Session> sessions = new CopyOnWriteArrayList<>();
  private final AtomicLong refusalLogged = new AtomicLong(Long.MIN_VALUE / 2);
  private volatile boolean closed;

  /// Starts serving on the host.
  ///
  /// @param source what peers may have
  /// @param hashing the hash functions that received blocks are checked with
  /// @param routing asked for providers of a session's root that no connected peer gives
  public Bitswap(
      Host host,
      LocalBlocks source,
      Hashing hashing,
      Scheduler scheduler,
      BitswapConfig config,
      ContentRouting routing) {
    this(host, source, hashing, scheduler, config, routing, BlockServers.none());
  }

  /// As the other one, with servers of single blocks.
  ///
  /// @param servers those that routing names are asked beside peers
  public Bitswap(
      Host host,
      LocalBlocks source,
      Hashing hashing,
      Scheduler scheduler,
      BitswapConfig config,
      ContentRouting routing,
      BlockServers servers) {
    this.host = host;
    this.servers = servers;
    this.scheduler = scheduler;
    this.config = config;
    this.codec = new MessageCodec(hashing);
    this.finder = new ProviderFinder(routing, host, scheduler);
    this.server = new Server(scheduler, source, config, this::outbox);
    this.inbound = new InboundLimit(scheduler, READ_AT_ONCE, config.inboundBytes());
    this.debts = new Debts(scheduler);
    this.shared =
        new Outbox.Shared(
            host,
            scheduler,
            codec,
            source,
            new SendMemory(scheduler, config.sendBudget()),
            new Shares(QUEUED, QUEUED_PER_NETWORK),
            config,
            counters,
            this::broken);
    host.addListener(this);
    PROTOCOLS.forEach(protocol -> host.handle(protocol, BOUNDS, this::serve));
    refresh();
  }

  @Override
  public ExchangeSession session(Cid root) {
    return session(root, List.of());
  }

  @Override
  public ExchangeSession session(Cid root, List<URI> named) {
    Session session =
        new Session(
            this,
            scheduler,
            config,
            found -> finder.search(root, found),
            opened -> new SessionServers(servers, named, opened));
    sessions.add(session);
    session.begin();
    return session;
  }

  /// Answers what peers wait for among blocks that the source has from now on. Does not block.
  public void stored(Collection<Multihash> blocks) {
    server.arrived(blocks).forEach(server::give);
  }

  public BitswapStats stats() {
    return counters.stats(
        wantlist().size(),
        sessions.size(),
        outboxes.values().stream().mapToInt(Outbox::queuedBlocks).sum());
  }

  /// What was exchanged with a peer since the start; nothing of one that is long forgotten.
  public PeerExchange exchangedWith(PeerId peer) {
    return counters.with(peer);
  }

  /// The blocks that sessions here wait for.
  public List<Cid> wantlist() {
    return sessions.stream().flatMap(s -> s.openWants().stream()).distinct().toList();
  }

  @Override
  public void connected(PeerId peer) {
    if (!closed && speaksBitswap(peer) && outboxes.get(peer) == null) {
      outbox(peer);
      sessions.forEach(Session::peerCame);
    }
  }

  @Override
  public void disconnected(PeerId peer) {
    if (!closed && host.isConnected(peer)) {
      // Told late: it came back, and what it has said since is to be kept.
      Outbox again = outboxes.get(peer);
      if (again != null) {
        again.reconnected();
      }
      return;
    }
    Outbox outbox = outboxes.remove(peer);
    if (outbox != null) {
      outbox.close();
    }
    server.forget(peer);
    sessions.forEach(s -> s.peerGone(peer));
  }

  @Override
  public void close() {
    closed = true;
    PROTOCOLS.forEach(host::unhandle);
    sessions.forEach(Session::close);
    outboxes.values().forEach(Outbox::close);
    outboxes.clear();
  }

  /// Takes in peers that have told of bitswap only after they connected.
  void refresh() {
    for (Connection connection : host.connections()) {
      connected(connection.peer());
    }
  }

  /// Connected peers that speak bitswap.
  List<PeerId> candidates() {
    return List.copyOf(outboxes.keySet());
  }

  /// Whether no connected peer speaks bitswap.
  boolean isAlone() {
    return outboxes.isEmpty();
  }

  /// When bytes last came from a peer, by the scheduler's clock.
  long heard(PeerId peer) {
    Outbox outbox = outboxes.get(peer);
    return outbox == null ? Long.MIN_VALUE : outbox.heard();
  }

  /// Wants of peers that are remembered.
  long remembered() {
    return server.remembered();
  }

  /// What blocks on their way out take.
  SendMemory sendMemory() {
    return shared.memory();
  }

  /// What peers owe to all sessions.
  Debts debts() {
    return debts;
  }

  Outbox outbox(PeerId peer) {
    return outboxes.computeIfAbsent(peer, p -> new Outbox(p, network(p), shared));
  }

  private PeerNetwork network(PeerId peer) {
    return PeerNetwork.of(
        peer,
        host.connections().stream()
            .filter(c -> c.peer().equals(peer))
            .findFirst()
            .map(Connection::remoteAddress));
  }

  void closed(Session session) {
    sessions.remove(session);
  }

  /// Withdraws from a peer what no session waits for there any more. A session that had it
  /// withdrawn may have asked the peer again since.
  void cancel(PeerId peer, Cid cid) {
    Outbox outbox = outboxes.get(peer);
    if (outbox == null) {
      return;
    }
    long asked = outbox.asked(cid);
    if (sessions.stream().noneMatch(session -> session.wants(peer, cid))) {
      outbox.cancel(cid, asked);
    }
  }

  private boolean speaksBitswap(PeerId peer) {
    return host.peerstore().protocols(peer).stream().anyMatch(PROTOCOLS::contains);
  }

  /// A peer's stream could not be written: its sessions look elsewhere. If it is still connected it
  /// gets another chance after a rest, and then what it wanted.
  private void broken(Outbox outbox) {
    PeerId peer = outbox.peer();
    // Nobody gets a closed outbox: who has it already asks for the next.
    boolean spoke = outboxes.remove(peer, outbox);
    List<Message.Want> unsaid = outbox.close();
    if (!spoke) {
      return;
    }
    sessions.forEach(s -> s.peerGone(peer));
    if (!outbox.mayRetry()) {
      server.forget(peer);
    } else {
      server.unsaid(peer, outbox.network(), unsaid);
    }
    if (!closed && host.isConnected(peer)) {
      scheduler.start("bitswap-rest", () -> readmit(peer));
    } else {
      server.forget(peer);
    }
  }

  private void readmit(PeerId peer) {
    try {
      scheduler.sleep(REST);
      if (!closed && host.isConnected(peer)) {
        outbox(peer).retry();
        sessions.forEach(Session::peerCame);
        server.again(peer);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Stream stream) throws IOException, InterruptedException {
    PeerId peer = stream.remotePeer();
    PeerNetwork network = PeerNetwork.of(peer, Optional.of(stream.remoteAddress()));
    InboundLimit.Line line = new InboundLimit.Line(peer, stream.connection());
    Inbox inbox = new Inbox(stream, () -> heardFrom(peer));
    try {
      for (int first = inbox.begin(); first >= 0; first = inbox.begin()) {
        int length = inbox.length(first);
        try (InboundLimit.Place _ = inbound.enter(line, network, length, () -> owes(peer))) {
          Message message = inbox.message(length, codec);
          stream.admitOrReset();
          receive(peer, message);
          stream.rest();
        }
      }
    } catch (InvalidMessage e) {
      counters.refusedMessages.increment();
      logRefusal(peer, e);
      throw e;
    }
  }

  /// At most one line a second, whatever peers do.
  private void logRefusal(PeerId peer, InvalidMessage refusal) {
    long now = scheduler.nanoTime();
    long last = refusalLogged.get();
    if (now - last > LOG_PAUSE && refusalLogged.compareAndSet(last, now)) {
      LOG.info("refused a bitswap message of {}: {}", peer, refusal.getMessage());
    }
  }

  /// Whether a peer was asked for blocks and has not answered.
  private boolean owes(PeerId peer) {
    Outbox outbox = outboxes.get(peer);
    return outbox != null && outbox.expectsBlocks();
  }

  private void heardFrom(PeerId peer) {
    Outbox outbox = outboxes.get(peer);
    if (outbox != null) {
      outbox.hear();
    }
  }

  private void receive(PeerId peer, Message message) {
    counters.messagesReceived.increment();
    if (closed) {
      return;
    }
    Outbox outbox = outbox(peer);
    for (Block block : message.blocks()) {
      counters.received(peer, block.size());
      outbox.came(block.cid());
      boolean wanted = false;
      for (Session session : sessions) {
        wanted |= session.received(peer, block);
      }
      if (wanted) {
        host.useful(peer, block.size());
      } else {
        counters.duplicateBlocks.increment();
        counters.duplicateBytes.add(block.size());
      }
    }
    for (Message.Presence presence : message.presences()) {
      outbox.answered(presence.cid(), !presence.have());
      sessions.forEach(s -> s.presence(peer, presence.cid(), presence.have()));
    }
    if (!message.wants().isEmpty() || message.full()) {
      server.wants(peer, message);
    }
    if (!host.isConnected(peer)) {
      // It went while its last message was on its way: nobody else would forget it.
      disconnected(peer);
    }
  }
}
