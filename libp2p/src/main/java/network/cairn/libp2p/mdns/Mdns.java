package network.cairn.libp2p.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import network.cairn.base.time.CriticalLoop;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Host;
import network.cairn.libp2p.kad.KadScope;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the peers of the local network and connects the host to them, and tells them of it (libp2p
/// specs, discovery/mdns). Thread-safe.
///
/// Questions go out at once and then after 4 s to a minute; an answer at most once a second,
/// however many ask. Bounds: [#DIALS] dials at once, [#WAITING] that wait, a peer tried once a
/// minute at most, [#REMEMBERED] of them remembered. Only addresses of the local network are
/// dialled; those of loopback only where this machine sent them.
public final class Mdns implements AutoCloseable {
  static final int DIALS = 4;
  static final int WAITING = 64;
  static final int REMEMBERED = 1_024;
  static final Duration FIRST = Duration.ofSeconds(4);
  static final Duration LONGEST = Duration.ofMinutes(1);
  static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Mdns.class);
  private static final Duration BETWEEN_ANSWERS = Duration.ofSeconds(1);
  private static final Duration DIAL = Duration.ofSeconds(10);
  private static final int PORT = 5353;
  private static final int NAME_LENGTH = 40;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Host host;
  private final Scheduler scheduler;
  private final Link link;
  private final String name;
  private final Scheduler.Monitor monitor;
  private final Deque<PeerId> waiting = new ArrayDeque<>();
  private final SequencedMap<PeerId, Long> tried = new LinkedHashMap<>();
  private final List<CriticalLoop> loops;
  private final Scheduler.Task asking;
  private int dialing;
  private long answered;
  private boolean closed;

  /// Begins.
  ///
  /// @param random makes the name by which this node answers, which says nothing of it
  /// @param link closed with this
  public Mdns(Host host, Scheduler scheduler, RandomGenerator random, Link link) {
    this.host = host;
    this.scheduler = scheduler;
    this.link = link;
    this.name = name(random);
    this.monitor = scheduler.monitor();
    this.answered = scheduler.nanoTime() - BETWEEN_ANSWERS.toNanos();
    CriticalLoop asks = new CriticalLoop(scheduler, "mdns-questions", this::ask);
    CriticalLoop hears = new CriticalLoop(scheduler, "mdns-packets", this::hear);
    this.loops = List.of(asks, hears);
    this.asking = asks.start();
    hears.start();
  }

  private static String name(RandomGenerator random) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < NAME_LENGTH; i++) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }

  private boolean isClosed() {
    monitor.lock();
    try {
      return closed;
    } finally {
      monitor.unlock();
    }
  }

  private void ask() {
    Duration wait = FIRST;
    try {
      while (!isClosed()) {
        send(Packets.question());
        scheduler.sleep(wait);
        Duration twice = wait.multipliedBy(2);
        wait = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
      }
    } catch (InterruptedException e) {
      LOG.debug("asks no longer");
    }
  }

  private void send(byte[] packet) {
    try {
      link.send(packet);
    } catch (IOException e) {
      LOG.debug("cannot send to the local network: {}", e.getMessage());
    }
  }

  private void hear() {
    while (!isClosed()) {
      Link.Packet packet;
      try {
        packet = link.receive();
      } catch (IOException e) {
        if (!isClosed()) {
          LOG.warn("peers of the local network are no longer heard: {}", e.getMessage());
        }
        return;
      }
      try {
        take(packet);
      } catch (InvalidPacket e) {
        LOG.debug("from {}: {}", packet.from(), e.getMessage());
      }
    }
  }

  private void take(Link.Packet packet) throws InvalidPacket {
    if (!link.isNear(packet.from())) {
      throw new InvalidPacket("a packet from elsewhere");
    }
    switch (Packets.read(packet.bytes())) {
      case Packets.Heard.Question _ -> answer();
      case Packets.Heard.Answer(List<String> addresses) -> {
        // RFC 6762, 6: who answers from another port has sent no answer of multicast DNS.
        if (packet.port() == PORT) {
          found(addresses, packet.from());
        }
      }
      case Packets.Heard.Other _ -> {}
    }
  }

  private void answer() {
    monitor.lock();
    try {
      if (scheduler.nanoTime() - answered < BETWEEN_ANSWERS.toNanos()) {
        return;
      }
      answered = scheduler.nanoTime();
    } finally {
      monitor.unlock();
    }
    List<Multiaddr> own =
        host.announcedAddresses().stream()
            .filter(a -> a.ip().isPresent() && !a.has(Protocol.WS) && !a.has(Protocol.P2P_CIRCUIT))
            .toList();
    Optional<InetAddress> at = own.stream().flatMap(a -> a.ip().stream()).findFirst();
    if (at.isPresent()) {
      List<String> texts = own.stream().map(a -> a.withPeer(host.id()).toString()).toList();
      send(Packets.answer(name, texts, at.get()));
    }
  }

  private void found(List<String> texts, InetAddress from) {
    SequencedMap<PeerId, List<Multiaddr>> peers = new LinkedHashMap<>();
    for (String text : texts) {
      try {
        Multiaddr address = Multiaddr.parse(text);
        Optional<PeerId> peer = address.peerId();
        Optional<Multiaddr> place = address.withoutPeer();
        if (peer.isPresent() && place.isPresent() && isHere(place.get(), from)) {
          peers.computeIfAbsent(peer.get(), _ -> new ArrayList<>()).add(place.get());
        }
      } catch (InvalidMultiaddr e) {
        LOG.debug("from {}: {}", from, e.getMessage());
      }
    }
    peers.forEach(this::meet);
  }

  /// Nobody is sent out of the local network, and into this machine only by itself.
  private boolean isHere(Multiaddr address, InetAddress from) {
    Optional<InetAddress> ip = address.ip();
    if (ip.isEmpty() || address.has(Protocol.P2P_CIRCUIT)) {
      return false;
    }
    return ip.get().isLoopbackAddress()
        ? link.isOwn(from)
        : link.isNear(ip.get()) || !KadScope.isPublic(ip.get());
  }

  private void meet(PeerId peer, List<Multiaddr> places) {
    if (peer.equals(host.id()) || host.isConnected(peer)) {
      return;
    }
    monitor.lock();
    try {
      Long before = tried.get(peer);
      long now = scheduler.nanoTime();
      if (closed || waiting.size() >= WAITING || before != null && now - before < AGAIN.toNanos()) {
        return;
      }
      tried.remove(peer);
      tried.putLast(peer, now);
      if (tried.size() > REMEMBERED) {
        tried.pollFirstEntry();
      }
      host.peerstore().addAddresses(peer, places, false);
      waiting.addLast(peer);
      if (dialing < DIALS) {
        dialing++;
        scheduler.start("mdns-dial", this::dialAll);
      }
    } finally {
      monitor.unlock();
    }
  }

  private void dialAll() {
    try {
      for (Optional<PeerId> next = next(); next.isPresent(); next = next()) {
        try {
          host.connect(next.get(), DIAL);
          LOG.debug("peer {} of the local network is connected", next.get());
        } catch (IOException e) {
          LOG.debug("peer {} of the local network: {}", next.get(), e.getMessage());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      monitor.lock();
      dialing--;
      monitor.unlock();
    }
  }

  private Optional<PeerId> next() {
    monitor.lock();
    try {
      return closed ? Optional.empty() : Optional.ofNullable(waiting.pollFirst());
    } finally {
      monitor.unlock();
    }
  }

  /// Asks, answers and dials no longer.
  @Override
  public void close() {
    monitor.lock();
    try {
      closed = true;
      waiting.clear();
    } finally {
      monitor.unlock();
    }
    loops.forEach(CriticalLoop::stop);
    asking.interrupt();
    link.close();
  }
}
