package network.cairn.node.exchange.bitswap;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.multihash.Hashing;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.sched.Scheduler;
import network.cairn.node.exchange.Exchange;
import network.cairn.node.exchange.ExchangeSession;

/// The bitswap exchange of one host: serves its blocks and fetches others' (ipfs specs,
/// bitswap-protocol).
///
/// Thread-safe. Inbound streams are read to their end, message by message; each message is bounded
/// by [MessageCodec#MAX_MESSAGE] and, once begun, by a deadline.
public final class Bitswap implements Exchange, PeerListener, AutoCloseable {
  /// The protocol ids, best first.
  public static final List<String> PROTOCOLS =
      List.of("/ipfs/bitswap/1.2.0", "/ipfs/bitswap/1.1.0", "/ipfs/bitswap/1.0.0", "/ipfs/bitswap");

  private static final Duration MESSAGE_TIMEOUT = Duration.ofMinutes(2);

  private final Host host;
  private final Scheduler scheduler;
  private final BitswapConfig config;
  private final MessageCodec codec;
  private final Counters counters = new Counters();
  private final Server server;
  private final Outbox.Shared shared;
  private final Map<PeerId, Outbox> outboxes = new ConcurrentHashMap<>();
  private final List<Session> sessions = new CopyOnWriteArrayList<>();

  /// Starts serving on the host.
  ///
  /// @param source what peers may have
  /// @param hashing the hash functions that received blocks are checked with
  public Bitswap(
      Host host, BlockSource source, Hashing hashing, Scheduler scheduler, BitswapConfig config) {
    this.host = host;
    this.scheduler = scheduler;
    this.config = config;
    this.codec = new MessageCodec(hashing);
    this.server = new Server(scheduler, source, config);
    this.shared =
        new Outbox.Shared(
            host,
            scheduler,
            codec,
            source,
            new SendBudget(scheduler, config.sendBudget()),
            config,
            counters,
            this::broken);
    host.addListener(this);
    PROTOCOLS.forEach(protocol -> host.handle(protocol, this::serve));
    host.connections().forEach(c -> connected(c.peer()));
  }

  @Override
  public ExchangeSession session(Cid root) {
    Session session = new Session(this, scheduler, config);
    sessions.add(session);
    return session;
  }

  /// Sends blocks that have just been stored to the peers that wait for them.
  public void stored(Collection<Cid> cids) {
    server.arrived(cids).forEach((peer, wants) -> server.give(wants, outbox(peer)));
  }

  public BitswapStats stats() {
    return counters.stats(
        wantlist().size(),
        sessions.size(),
        outboxes.values().stream().mapToInt(Outbox::queuedBlocks).sum());
  }

  /// The blocks that sessions here wait for.
  public List<Cid> wantlist() {
    return sessions.stream().flatMap(s -> s.openWants().stream()).distinct().toList();
  }

  @Override
  public void connected(PeerId peer) {
    if (speaksBitswap(peer)) {
      outbox(peer);
      sessions.forEach(Session::peerCame);
    }
  }

  @Override
  public void disconnected(PeerId peer) {
    Outbox outbox = outboxes.remove(peer);
    if (outbox != null) {
      outbox.close();
    }
    server.forget(peer);
    sessions.forEach(s -> s.peerGone(peer));
  }

  @Override
  public void close() {
    PROTOCOLS.forEach(host::unhandle);
    sessions.forEach(Session::close);
    outboxes.values().forEach(Outbox::close);
    outboxes.clear();
  }

  /// Connected peers that speak bitswap.
  List<PeerId> candidates() {
    return outboxes.keySet().stream().sorted().toList();
  }

  Outbox outbox(PeerId peer) {
    return outboxes.computeIfAbsent(peer, p -> new Outbox(p, shared));
  }

  void closed(Session session) {
    sessions.remove(session);
  }

  /// Withdraws a session's want from a peer, unless another session waits for the same there.
  void cancel(Session from, PeerId peer, Cid cid) {
    Outbox outbox = outboxes.get(peer);
    if (outbox != null && sessions.stream().noneMatch(s -> s != from && s.wants(peer, cid))) {
      outbox.cancel(cid);
    }
  }

  private boolean speaksBitswap(PeerId peer) {
    return host.peerstore().protocols(peer).stream().anyMatch(PROTOCOLS::contains);
  }

  /// A peer's stream could not be written: its sessions look elsewhere, and start anew if it comes
  /// back.
  private void broken(PeerId peer) {
    disconnected(peer);
  }

  private void serve(Stream stream) throws IOException {
    InputStream in = stream.input();
    while (true) {
      stream.deadline(Duration.ZERO);
      int first = in.read();
      if (first < 0) {
        return;
      }
      stream.deadline(MESSAGE_TIMEOUT);
      byte[] bytes = in.readNBytes(length(first, in));
      receive(stream.remotePeer(), codec.decode(bytes));
    }
  }

  private static int length(int first, InputStream in) throws IOException {
    long length = first & 0x7f;
    int octet = first;
    for (int shift = 7; (octet & 0x80) != 0; shift += 7) {
      octet = in.read();
      if (octet < 0 || shift > 21) {
        throw new InvalidMessage("a message length that does not end");
      }
      length |= (long) (octet & 0x7f) << shift;
    }
    if (length > MessageCodec.MAX_MESSAGE) {
      throw new InvalidMessage(
          "a message of " + length + " bytes is over the limit of " + MessageCodec.MAX_MESSAGE);
    }
    return (int) length;
  }

  private void receive(PeerId peer, Message message) {
    counters.messagesReceived.increment();
    Outbox outbox = outbox(peer);
    for (Block block : message.blocks()) {
      counters.blocksReceived.increment();
      counters.bytesReceived.add(block.size());
      outbox.answered(block.cid());
      boolean wanted = false;
      for (Session session : sessions) {
        wanted |= session.received(peer, block);
      }
      if (!wanted) {
        counters.duplicateBlocks.increment();
        counters.duplicateBytes.add(block.size());
      }
    }
    for (Message.Presence presence : message.presences()) {
      outbox.answered(presence.cid());
      sessions.forEach(s -> s.presence(peer, presence.cid(), presence.have()));
    }
    if (!message.wants().isEmpty() || message.full()) {
      server.wants(peer, message, outbox);
    }
  }
}
