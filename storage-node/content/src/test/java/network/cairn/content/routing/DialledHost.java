package network.cairn.content.routing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.base.time.SimScheduler;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamHandler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;

/// A host that is only dialled with: each dial takes a time of the simulation and ends as told.
final class DialledHost implements Host {
  final Set<PeerId> connected = new HashSet<>();
  final List<PeerId> dialled = new ArrayList<>();
  int most;

  /// The tags of peers whose connections are not trimmed.
  final Map<PeerId, Set<String>> protectedBy = new HashMap<>();

  /// How a dial takes its end, by peer; those not named are reached.
  final Map<PeerId, Ending> endings = new HashMap<>();

  private final PeerId id;
  private final SimScheduler sim;
  private final Duration time;
  private final Peerstore peerstore = new Peerstore(10_000);
  private int dialling;

  /// @param time that a dial takes
  DialledHost(PeerId id, SimScheduler sim, Duration time) {
    this.id = id;
    this.sim = sim;
    this.time = time;
  }

  /// The end of a dial that reaches nobody.
  interface Ending {
    void end() throws IOException;
  }

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public Peerstore peerstore() {
    return peerstore;
  }

  @Override
  public boolean isConnected(PeerId peer) {
    return connected.contains(peer);
  }

  @Override
  public void connect(PeerId peer, Duration timeout) throws IOException, InterruptedException {
    dialled.add(peer);
    dialling++;
    most = Math.max(most, dialling);
    try {
      sim.sleep(time.compareTo(timeout) < 0 ? time : timeout);
    } finally {
      dialling--;
    }
    endings.getOrDefault(peer, () -> connected.add(peer)).end();
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    throw unused();
  }

  @Override
  public List<Multiaddr> announcedAddresses() {
    throw unused();
  }

  @Override
  public List<String> protocols() {
    throw unused();
  }

  @Override
  public void listen(Multiaddr address) {
    throw unused();
  }

  @Override
  public void handle(String protocol, StreamHandler handler) {
    throw unused();
  }

  @Override
  public void unhandle(String protocol) {
    throw unused();
  }

  @Override
  public PeerId connect(Multiaddr addressWithPeer, Duration timeout) {
    throw unused();
  }

  @Override
  public Stream open(PeerId peer, List<String> protocols, Duration timeout) {
    throw unused();
  }

  @Override
  public void disconnect(PeerId peer) {
    throw unused();
  }

  @Override
  public List<Connection> connections() {
    throw unused();
  }

  @Override
  public void protect(PeerId peer, String tag) {
    protectedBy.computeIfAbsent(peer, _ -> new HashSet<>()).add(tag);
  }

  @Override
  public void unprotect(PeerId peer, String tag) {
    Set<String> tags = protectedBy.getOrDefault(peer, new HashSet<>());
    tags.remove(tag);
    if (tags.isEmpty()) {
      protectedBy.remove(peer);
    }
  }

  @Override
  public void addListener(PeerListener listener) {
    throw unused();
  }

  @Override
  public Duration ping(PeerId peer, Duration timeout) {
    throw unused();
  }

  @Override
  public void close() {
    throw unused();
  }

  private static AssertionError unused() {
    return new AssertionError("finding providers only dials");
  }
}
