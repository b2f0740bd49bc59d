package network.cairn.libp2p.identify;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamBounds;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.host.StreamTimeout;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.InvalidPeer;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.libp2p.peerstore.PeerRecord;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.swarm.ProtocolHandlers;
import network.cairn.libp2p.swarm.SwarmConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Identify and identify push: asks every new connection, answers at once, and tells peers of
/// changes. Thread-safe.
///
/// Bounds: 10 messages of 8 KiB per exchange, 5 s each; of what they say as much is kept as the
/// [Peerstore] takes; own message at most 4 KiB, addresses are left out to fit.
public final class Identify {
  public static final String PROTOCOL = "/ipfs/id/1.0.0";
  public static final String PUSH = "/ipfs/id/push/1.0.0";

  /// What identify speaks for.
  ///
  /// @param addresses the listen addresses, of real interfaces, without `/p2p`
  /// @param listening the listen addresses, unspecified ones as they are
  public record Self(
      PrivateKey identity,
      String agent,
      Supplier<List<Multiaddr>> addresses,
      Supplier<List<Multiaddr>> listening,
      ProtocolHandlers protocols,
      Supplier<List<SwarmConnection>> connections) {}

  private static final Logger LOG = LoggerFactory.getLogger(Identify.class);
  private static final Duration EXCHANGE = Duration.ofSeconds(5);

  /// Who asks has said so by opening the stream.
  public static final StreamBounds ANSWERS = new StreamBounds("identify", 16, 64, 256, EXCHANGE);

  public static final StreamBounds PUSHES = new StreamBounds("identify-push", 4, 32, 128, EXCHANGE);

  /// A busy machine may need longer than one exchange, and a peer that is not known to speak a
  /// protocol is never asked for anything.
  private static final int ATTEMPTS = 3;

  private static final Duration DEBOUNCE = Duration.ofMillis(500);
  private static final int PARALLEL_PUSHES = 32;
  private static final int ENVELOPE_OVERHEAD = 256;
  private static final String PROTOCOL_VERSION = "ipfs/0.1.0";

  private final Self self;
  private final PeerId id;
  private final Peerstore peerstore;
  private final Scheduler scheduler;
  private final RateLimiter limiter = new RateLimiter();
  private final ObservedAddresses observed;

  private final Scheduler.Monitor monitor;

  /// Starts with the clock, above every record signed before a restart, so that peers take the new
  /// ones.
  private long sequence;

  private long revision;
  private boolean pushDue;
  private List<Multiaddr> recorded = List.of();
  private byte @Nullable [] signed;

  public Identify(Self self, Peerstore peerstore, Scheduler scheduler) {
    this.self = self;
    this.observed = new ObservedAddresses(self.listening);
    this.id = PeerId.of(self.identity.publicKey());
    this.peerstore = peerstore;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
    this.sequence = scheduler.epochMillis() * 1000;
  }

  /// Serves a peer that asks.
  public void answer(Stream stream) throws IOException {
    stream.admitOrReset();
    stream.deadline(EXCHANGE);
    send(stream);
  }

  /// Takes a peer's push.
  public void receivePush(Stream stream) throws IOException {
    InetAddress ip = stream.remoteAddress().ip().orElse(null);
    if (ip != null && !limiter.allow(ip, scheduler.nanoTime())) {
      stream.reset(StreamReset.RATE_LIMITED);
      return;
    }
    stream.deadline(EXCHANGE);
    network.cairn.proto.libp2p.Identify message = Messages.read(stream);
    stream.admitOrReset();
    learn(stream.remotePeer(), stream.remoteAddress(), message, true);
  }

  /// Asks the peer of a new connection, a few times if it stays silent; whatever else goes wrong
  /// leaves the peer unidentified.
  public void ask(SwarmConnection connection) {
    long before = revision();
    boolean silent = true;
    for (int attempt = 0; silent && attempt < ATTEMPTS; attempt++) {
      silent = isSilent(connection);
    }
    if (revision() != before) {
      push(connection);
    }
  }

  /// Asks once; whether no answer came in time.
  private boolean isSilent(SwarmConnection connection) {
    try (Stream stream = connection.negotiate(List.of(PROTOCOL), scheduler.deadline(EXCHANGE))) {
      stream.deadline(EXCHANGE);
      stream.closeWrite();
      learn(connection.peer(), connection.remoteAddress(), readOrReset(stream), false);
      return false;
    } catch (IOException e) {
      LOG.debug("{} did not identify itself: {}", connection.peer(), e.getMessage());
      return e instanceof StreamTimeout;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static network.cairn.proto.libp2p.Identify readOrReset(Stream stream) throws IOException {
    try {
      return Messages.read(stream);
    } catch (IOException e) {
      stream.reset(StreamReset.PROTOCOL_VIOLATION);
      throw e;
    }
  }

  /// Protocols or addresses of this host have changed: peers are told shortly.
  public void changed() {
    monitor.lock();
    try {
      revision++;
      if (pushDue) {
        return;
      }
      pushDue = true;
    } finally {
      monitor.unlock();
    }
    scheduler.start("identify-push", this::pushAll);
  }

  private long revision() {
    monitor.lock();
    try {
      return revision;
    } finally {
      monitor.unlock();
    }
  }

  private void pushAll() {
    try {
      scheduler.sleep(DEBOUNCE);
      monitor.lock();
      pushDue = false;
      monitor.unlock();
      List<Scheduler.Task> running = new ArrayList<>();
      for (SwarmConnection connection : self.connections.get()) {
        running.add(scheduler.start("identify-push", () -> push(connection)));
        if (running.size() == PARALLEL_PUSHES) {
          running.removeFirst().join();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void push(SwarmConnection connection) {
    if (!peerstore.protocols(connection.peer()).contains(PUSH)) {
      return;
    }
    try (Stream stream = connection.negotiate(List.of(PUSH), scheduler.deadline(EXCHANGE))) {
      stream.deadline(EXCHANGE);
      send(stream);
    } catch (IOException e) {
      LOG.debug("{} took no push: {}", connection.peer(), e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Stream stream) throws IOException {
    byte[] bytes = Messages.encode(message(stream.remoteAddress()));
    stream.write(bytes, 0, bytes.length);
    stream.closeWrite();
  }

  private network.cairn.proto.libp2p.Identify message(Multiaddr observedRemote) {
    List<String> protocols = self.protocols.ids();
    var message =
        network.cairn.proto.libp2p.Identify.newBuilder()
            .setPublicKey(ByteString.copyFrom(self.identity.publicKey().protobuf()))
            .addAllProtocols(protocols)
            .setObservedAddr(ByteString.copyFrom(observedRemote.bytes()))
            .setProtocolVersion(PROTOCOL_VERSION)
            .setAgentVersion(self.agent);
    int room = Messages.MAX_OWN - message.build().getSerializedSize() - ENVELOPE_OVERHEAD;
    List<Multiaddr> addresses = fitting(room);
    addresses.forEach(a -> message.addListenAddrs(ByteString.copyFrom(a.bytes())));
    return message.setSignedPeerRecord(ByteString.copyFrom(record(addresses))).build();
  }

  /// Own addresses while they fit twice: in the message and in its signed record.
  private List<Multiaddr> fitting(int room) {
    List<Multiaddr> all = new ArrayList<>(self.addresses.get());
    observed.active().stream().filter(a -> !all.contains(a)).forEach(all::add);
    List<Multiaddr> fitting = new ArrayList<>();
    int left = room;
    for (Multiaddr address : all) {
      left -= 2 * address.bytes().length + 10;
      if (left < 0) {
        break;
      }
      fitting.add(address);
    }
    return fitting;
  }

  private byte[] record(List<Multiaddr> addresses) {
    monitor.lock();
    try {
      byte @Nullable [] current = signed;
      if (current == null || !addresses.equals(recorded)) {
        current = new PeerRecord(id, ++sequence, addresses).seal(self.identity);
        signed = current;
        recorded = List.copyOf(addresses);
      }
      return current;
    } finally {
      monitor.unlock();
    }
  }

  private void learn(
      PeerId peer, Multiaddr at, network.cairn.proto.libp2p.Identify message, boolean push) {
    learnKey(peer, message);
    List<String> protocols =
        message.getProtocolsList().stream()
            .filter(p -> !p.isEmpty() && p.length() <= Peerstore.MAX_NAME)
            .distinct()
            .limit(Peerstore.MAX_PROTOCOLS)
            .toList();
    if (!push || !protocols.isEmpty()) {
      peerstore.setProtocols(peer, protocols);
    }
    if (message.hasAgentVersion()) {
      peerstore.setAgent(peer, message.getAgentVersion());
    }
    learnAddresses(peer, at, message);
    decode(message.getObservedAddr()).forEach(a -> observe(a, at));
  }

  private void observe(Multiaddr address, Multiaddr by) {
    if (observed.observe(address, by)) {
      changed();
    }
  }

  private void learnKey(PeerId peer, network.cairn.proto.libp2p.Identify message) {
    try {
      PublicKey key = PublicKey.decode(message.getPublicKey().toByteArray());
      if (PeerId.of(key).equals(peer)) {
        peerstore.setKey(peer, key);
      }
    } catch (InvalidPeer e) {
      LOG.debug("{} sent an unreadable key: {}", peer, e.getMessage());
    }
  }

  /// A signed record decides alone: if it is forged or of another peer, the unsigned addresses
  /// beside it count neither.
  private void learnAddresses(
      PeerId peer, Multiaddr at, network.cairn.proto.libp2p.Identify message) {
    if (!message.hasSignedPeerRecord()) {
      List<Multiaddr> heard =
          message.getListenAddrsList().stream()
              .limit(Peerstore.MAX_ADDRESSES)
              .flatMap(b -> decode(b).stream())
              .toList();
      peerstore.addAddresses(peer, inScope(heard, at), false);
      return;
    }
    try {
      PeerRecord record = PeerRecord.open(message.getSignedPeerRecord().toByteArray());
      if (!record.peer().equals(peer)) {
        LOG.debug("{} sent the record of {}", peer, record.peer());
      } else if (Long.compareUnsigned(record.sequence(), peerstore.recordSequence(peer)) >= 0) {
        peerstore.setRecordSequence(peer, record.sequence());
        peerstore.addAddresses(peer, inScope(record.addresses(), at), true);
      }
    } catch (InvalidPeer e) {
      LOG.debug("{} sent a record that does not hold: {}", peer, e.getMessage());
    }
  }

  private static List<Multiaddr> decode(ByteString bytes) {
    if (bytes.isEmpty()) {
      return List.of();
    }
    try {
      return List.of(Multiaddr.decode(bytes.toByteArray()));
    } catch (InvalidMultiaddr _) {
      return List.of();
    }
  }

  /// Leaves out addresses of a narrower reach than the connection they came by: loopback unless it
  /// is loopback.
  private static List<Multiaddr> inScope(List<Multiaddr> addresses, Multiaddr at) {
    boolean loopback = at.ip().map(InetAddress::isLoopbackAddress).orElse(true);
    return addresses.stream()
        .filter(a -> loopback || a.ip().map(ip -> !ip.isLoopbackAddress()).orElse(true))
        .limit(Peerstore.MAX_ADDRESSES)
        .toList();
  }
}
