package network.cairn.libp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.host.PeerListener;
import network.cairn.libp2p.host.Stream;
import network.cairn.libp2p.host.StreamBounds;
import network.cairn.libp2p.host.StreamHandler;
import network.cairn.libp2p.identify.Identify;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peerstore.Peerstore;
import network.cairn.libp2p.ping.Ping;
import network.cairn.libp2p.resolve.AddressResolver;
import network.cairn.libp2p.resource.Resources;
import network.cairn.libp2p.swarm.ProtocolHandlers;
import network.cairn.libp2p.swarm.Swarm;
import network.cairn.libp2p.swarm.SwarmConnection;
import network.cairn.libp2p.swarm.SwarmListener;

/// The host: a swarm with identify and ping on it.
final class BasicHost implements Host {
  private final PeerId id;
  private final Scheduler scheduler;
  private final Peerstore peerstore;
  private final UnaryOperator<List<Multiaddr>> announcing;
  private final ProtocolHandlers protocols = new ProtocolHandlers();
  private final PeerEvents events;
  private final Swarm swarm;
  private final Identify identify;
  private final Ping ping;

  BasicHost(HostBuilder parts) {
    this.id = PeerId.of(parts.identity.publicKey());
    this.scheduler = parts.scheduler;
    this.peerstore = parts.peerstore;
    this.announcing = parts.announcing;
    this.events = new PeerEvents(scheduler);
    this.ping = new Ping(scheduler, parts.random);
    this.swarm =
        new Swarm(
            new Swarm.Parts(
                id,
                scheduler,
                parts.upgrader(),
                parts.transports(),
                peerstore,
                protocols,
                parts.limits,
                parts.gater,
                parts.metrics,
                new AddressResolver(parts.names, scheduler),
                _ -> new Introduction()));
    this.identify =
        new Identify(
            new Identify.Self(
                parts.identity,
                parts.agent,
                this::announcedAddresses,
                swarm::listenAddresses,
                protocols,
                swarm::connections),
            peerstore,
            scheduler);
    protocols.add(Identify.PROTOCOL, Identify.ANSWERS, identify::answer);
    protocols.add(Identify.PUSH, Identify.PUSHES, identify::receivePush);
    protocols.add(Ping.PROTOCOL, Ping.BOUNDS, ping::serve);
  }

  /// Identifies each new connection and reports peers.
  private final class Introduction implements SwarmListener {
    @Override
    public void opened(SwarmConnection connection) {
      identify.ask(connection);
    }

    @Override
    public void identified(PeerId peer) {
      events.identified(peer);
    }

    @Override
    public void gone(PeerId peer) {
      events.gone(peer);
    }
  }

  /// What the connections hold.
  Resources resources() {
    return swarm.resources();
  }

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    return swarm.listenAddresses();
  }

  @Override
  public List<Multiaddr> announcedAddresses() {
    List<InetAddress> machine = NetworkInterfaces.addresses();
    return announcing.apply(
        swarm.listenAddresses().stream()
            .flatMap(a -> NetworkInterfaces.expand(a, machine).stream())
            .distinct()
            .toList());
  }

  @Override
  public List<String> protocols() {
    return protocols.ids();
  }

  @Override
  public void listen(Multiaddr address) throws IOException {
    swarm.listen(address);
    identify.changed();
  }

  @Override
  public void handle(String protocol, StreamHandler handler) {
    protocols.add(protocol, handler);
    identify.changed();
  }

  @Override
  public void handle(String protocol, StreamBounds bounds, StreamHandler handler) {
    protocols.add(protocol, bounds, handler);
    identify.changed();
  }

  @Override
  public void unhandle(String protocol) {
    protocols.remove(protocol);
    identify.changed();
  }

  @Override
  public PeerId connect(Multiaddr addressWithPeer, Duration timeout)
      throws IOException, InterruptedException {
    PeerId peer =
        addressWithPeer
            .peerId()
            .orElseThrow(
                () -> new IOException("address " + addressWithPeer + " names no peer by /p2p"));
    swarm.connect(peer, List.of(addressWithPeer), scheduler.deadline(timeout));
    return peer;
  }

  @Override
  public void connect(PeerId peer, Duration timeout) throws IOException, InterruptedException {
    swarm.connect(peer, List.of(), scheduler.deadline(timeout));
  }

  @Override
  public Stream open(PeerId peer, List<String> wanted, Duration timeout)
      throws IOException, InterruptedException {
    return swarm.open(peer, wanted, scheduler.deadline(timeout));
  }

  @Override
  public void disconnect(PeerId peer) {
    swarm.disconnect(peer);
  }

  @Override
  public boolean isConnected(PeerId peer) {
    return swarm.connection(peer).isPresent();
  }

  @Override
  public List<Connection> connections() {
    return swarm.connections().stream().map(SwarmConnection::snapshot).toList();
  }

  @Override
  public void protect(PeerId peer, String tag) {
    swarm.protect(peer, tag);
  }

  @Override
  public void unprotect(PeerId peer, String tag) {
    swarm.unprotect(peer, tag);
  }

  @Override
  public void useful(PeerId peer, long bytes) {
    swarm.useful(peer, bytes);
  }

  @Override
  public void addListener(PeerListener listener) {
    events.add(listener);
  }

  @Override
  public Peerstore peerstore() {
    return peerstore;
  }

  @Override
  public Duration ping(PeerId peer, Duration timeout) throws IOException, InterruptedException {
    try (Stream stream = open(peer, List.of(Ping.PROTOCOL), timeout)) {
      return ping.once(stream, timeout);
    }
  }

  @Override
  public void close() {
    swarm.close();
    events.close();
  }
}
