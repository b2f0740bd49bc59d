package network.cairn.deals.protocol;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamHandler;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;

/// A host whose peers are in the same process: no sockets, no threads. A handler runs on the thread
/// of the peer that reads its answer.
public final class MemoryHost implements Host {
  private final PeerId id;
  private final Network network;
  private final Map<String, StreamHandler> handlers = new ConcurrentHashMap<>();
  private final Set<PeerId> connected = ConcurrentHashMap.newKeySet();
  private final Map<PeerId, Set<String>> kept = new ConcurrentHashMap<>();

  /// Hosts that reach each other.
  public static final class Network {
    private final Map<PeerId, MemoryHost> hosts = new ConcurrentHashMap<>();

    public MemoryHost host(PeerId id) {
      MemoryHost host = new MemoryHost(id, this);
      hosts.put(id, host);
      return host;
    }

    /// Nobody reaches this peer any more.
    public void remove(PeerId id) {
      hosts.remove(id);
      hosts.values().forEach(host -> host.connected.remove(id));
    }
  }

  private MemoryHost(PeerId id, Network network) {
    this.id = id;
    this.network = network;
  }

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    return List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001"));
  }

  @Override
  public List<Multiaddr> announcedAddresses() {
    return listenAddresses();
  }

  @Override
  public List<String> protocols() {
    return List.copyOf(handlers.keySet());
  }

  @Override
  public void listen(Multiaddr address) {
    throw new UnsupportedOperationException("a host in memory listens nowhere");
  }

  @Override
  public void handle(String protocol, StreamHandler handler) {
    handlers.put(protocol, handler);
  }

  @Override
  public void unhandle(String protocol) {
    handlers.remove(protocol);
  }

  @Override
  public PeerId connect(Multiaddr addressWithPeer, Duration timeout) throws IOException {
    PeerId peer = addressWithPeer.peerId().orElseThrow(() -> new IOException("no peer is named"));
    connect(peer, timeout);
    return peer;
  }

  @Override
  public void connect(PeerId peer, Duration timeout) throws IOException {
    MemoryHost other = find(peer);
    connected.add(peer);
    other.connected.add(id);
  }

  private MemoryHost find(PeerId peer) throws IOException {
    return Optional.ofNullable(network.hosts.get(peer))
        .orElseThrow(() -> new IOException("nobody is there"));
  }

  @Override
  public Stream open(PeerId peer, List<String> protocols, Duration timeout) throws IOException {
    MemoryHost other = find(peer);
    for (String protocol : protocols) {
      StreamHandler handler = other.handlers.get(protocol);
      if (handler != null) {
        return new MemoryStream(peer, request -> MemoryStream.serve(handler, id, request).answer());
      }
    }
    throw new IOException("the peer speaks none of " + protocols);
  }

  /// What this host's handler of a protocol answers a peer.
  public MemoryStream serve(String protocol, PeerId from, byte[] request)
      throws IOException, InterruptedException {
    return MemoryStream.serve(handler(protocol), from, request);
  }

  StreamHandler handler(String protocol) {
    return Optional.ofNullable(handlers.get(protocol)).orElseThrow();
  }

  @Override
  public void disconnect(PeerId peer) {
    connected.remove(peer);
  }

  @Override
  public boolean isConnected(PeerId peer) {
    return connected.contains(peer);
  }

  @Override
  public List<Connection> connections() {
    return new ArrayList<>();
  }

  @Override
  public void protect(PeerId peer, String tag) {
    kept.computeIfAbsent(peer, _ -> ConcurrentHashMap.newKeySet()).add(tag);
  }

  @Override
  public void unprotect(PeerId peer, String tag) {
    kept.getOrDefault(peer, Set.of()).remove(tag);
  }

  /// Whether the connections to a peer would not be trimmed.
  boolean keeps(PeerId peer) {
    return !kept.getOrDefault(peer, Set.of()).isEmpty();
  }

  @Override
  public void addListener(PeerListener listener) {}

  @Override
  public Peerstore peerstore() {
    throw new UnsupportedOperationException("a host in memory has no peerstore");
  }

  @Override
  public Duration ping(PeerId peer, Duration timeout) {
    return Duration.ZERO;
  }

  @Override
  public void close() {
    network.remove(id);
  }
}
