package network.cairn.app.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.base.net.AddressPrefix;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whom to ask when no bootstrap peer answers: peers that this host dialled, and that said who they
/// are, kept in a file of at most [#MOST]. Written [#FIRST_SAVE] after the start, then every
/// [#BETWEEN_SAVES], and at the end; read when no bootstrap peer and fewer than [#ENOUGH] others
/// are connected.
///
/// A peer of the file that is connected still keeps its place, so that new ones, which anybody can
/// offer in any number, take those of peers that are gone only; of one network of the internet
/// (IPv4 /16, IPv6 /32) come [#OF_NETWORK] at most. Thread-safe.
final class BackupPeers implements AutoCloseable {
  static final int MOST = 20;
  static final int ENOUGH = 4;
  static final int OF_NETWORK = 3;
  static final Duration ROUND = Duration.ofSeconds(30);
  static final Duration FIRST_SAVE = Duration.ofMinutes(5);
  static final Duration BETWEEN_SAVES = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(BackupPeers.class);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration DIAL = Duration.ofSeconds(10);

  private final Host host;
  private final Scheduler scheduler;
  private final Scheduler.Monitor monitor;
  private final Set<PeerId> bootstrap;
  private final PeerFile file;
  private boolean closed;

  /// @param bootstrap whom these stand in for; if there are none, nothing is kept and nobody
  ///   dialled
  BackupPeers(Host host, Scheduler scheduler, Collection<PeerId> bootstrap, PeerFile file) {
    this.host = host;
    this.scheduler = scheduler;
    this.monitor = scheduler.monitor();
    this.bootstrap = Set.copyOf(bootstrap);
    this.file = file;
    if (!this.bootstrap.isEmpty()) {
      new CriticalLoop(scheduler, "backup peers", this::run).start();
    }
  }

  private void run() throws InterruptedException {
    Duration pause = ROUND;
    long save = scheduler.deadline(FIRST_SAVE);
    while (rest(pause)) {
      pause = !alone() || dial() ? ROUND : longer(pause);
      if (scheduler.nanoTime() - save >= 0) {
        save();
        save = scheduler.deadline(BETWEEN_SAVES);
      }
    }
  }

  private boolean rest(Duration time) throws InterruptedException {
    long until = scheduler.deadline(time);
    monitor.lock();
    try {
      while (!closed && scheduler.nanoTime() - until < 0) {
        monitor.await(until);
      }
      return !closed;
    } finally {
      monitor.unlock();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }

  private boolean alone() {
    Set<PeerId> connected = new HashSet<>();
    host.connections().forEach(connection -> connected.add(connection.peer()));
    return connected.size() < ENOUGH && bootstrap.stream().noneMatch(connected::contains);
  }

  /// @return whether somebody has answered
  private boolean dial() throws InterruptedException {
    boolean answered = false;
    for (PeerFile.Known peer : known()) {
      if (host.isConnected(peer.id())) {
        continue;
      }
      if (isClosed() || !alone()) {
        return answered;
      }
      host.peerstore().addAddresses(peer.id(), peer.addresses(), false);
      try {
        host.connect(peer.id(), DIAL);
        answered = true;
        LOG.info("no bootstrap peer answers; {} does, which is known from before", peer.id());
      } catch (IOException e) {
        LOG.debug("peer {} is not reachable: {}", peer.id(), e.getMessage());
      }
    }
    return answered;
  }

  private boolean isClosed() {
    monitor.lock();
    try {
      return closed;
    } finally {
      monitor.unlock();
    }
  }

  private List<PeerFile.Known> known() {
    try {
      List<PeerFile.Known> all = file.read();
      return all.subList(0, Math.min(all.size(), MOST));
    } catch (IOException e) {
      LOG.warn(
          "the peers to ask when no bootstrap peer answers cannot be read: {}", String.valueOf(e));
      return List.of();
    }
  }

  /// Those of the file that are connected, then others that are, then those of the file that are
  /// not.
  private synchronized void save() {
    SequencedMap<PeerId, List<Multiaddr>> good = good();
    List<PeerFile.Known> before = known();
    List<PeerFile.Known> gone = new ArrayList<>();
    List<PeerFile.Known> next = new ArrayList<>();
    for (PeerFile.Known peer : before) {
      List<Multiaddr> addresses = good.remove(peer.id());
      if (addresses == null) {
        gone.add(peer);
      } else {
        next.add(new PeerFile.Known(peer.id(), addresses));
      }
    }
    good.forEach((peer, addresses) -> next.add(new PeerFile.Known(peer, addresses)));
    next.addAll(gone);
    List<PeerFile.Known> kept = diverse(next);
    if (kept.equals(before)) {
      return;
    }
    try {
      file.write(kept);
    } catch (IOException e) {
      LOG.warn(
          "the peers to ask when no bootstrap peer answers cannot be kept: {}", String.valueOf(e));
    }
  }

  /// The first of these, [#MOST] and [#OF_NETWORK] of each network; a peer counts in every network
  /// that it has an address of.
  private static List<PeerFile.Known> diverse(List<PeerFile.Known> peers) {
    Map<AddressPrefix, Integer> counts = new HashMap<>();
    List<PeerFile.Known> diverse = new ArrayList<>();
    for (PeerFile.Known peer : peers) {
      Set<AddressPrefix> networks = networks(peer);
      if (diverse.size() < MOST
          && networks.stream().allMatch(n -> counts.getOrDefault(n, 0) < OF_NETWORK)) {
        networks.forEach(n -> counts.merge(n, 1, Integer::sum));
        diverse.add(peer);
      }
    }
    return diverse;
  }

  /// None of a peer of the local network: its owner's nodes are often all of one.
  private static Set<AddressPrefix> networks(PeerFile.Known peer) {
    return peer.addresses().stream()
        .flatMap(address -> address.ip().stream())
        .filter(KadScope::isPublic)
        .map(ip -> AddressPrefix.of(ip, 2, 4))
        .collect(Collectors.toSet());
  }

  /// Who was dialled and is identified, and where. What others say of addresses does not count.
  private SequencedMap<PeerId, List<Multiaddr>> good() {
    SequencedMap<PeerId, List<Multiaddr>> good = new LinkedHashMap<>();
    for (Connection connection : host.connections()) {
      PeerId peer = connection.peer();
      if (connection.direction() == Connection.Direction.OUTBOUND
          && !bootstrap.contains(peer)
          && !host.peerstore().protocols(peer).isEmpty()) {
        connection
            .remoteAddress()
            .withoutPeer()
            .ifPresent(address -> good.computeIfAbsent(peer, _ -> new ArrayList<>()).add(address));
      }
    }
    return good;
  }

  /// Keeps who is connected now, for the next start.
  @Override
  public void close() {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
    if (!bootstrap.isEmpty()) {
      save();
    }
  }
}
