package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.resolve.AddressResolver;
import network.cairn.libp2p.resource.ConnectionScope;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.Transport;
import network.cairn.libp2p.transport.TransportConn;
import network.cairn.libp2p.upgrade.Upgrader;
import org.jspecify.annotations.Nullable;

/// Dials one peer at its addresses in the order of [DialOrder]: the next one when one has failed or
/// its turn has come, a bounded number at once; the first connection to exactly that peer wins, the
/// others are closed.
final class Dialer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration UPGRADE_TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_ADDRESSES = 64;

  private final Swarm swarm;
  private final Upgrader upgrader;
  private final Gate gate;
  private final List<Transport> transports;
  private final AddressResolver resolver;
  private final Backoff backoff = new Backoff();
  private final BlackHoles blackHoles = new BlackHoles();

  Dialer(
      Swarm swarm,
      Upgrader upgrader,
      Gate gate,
      List<Transport> transports,
      AddressResolver resolver) {
    this.swarm = swarm;
    this.upgrader = upgrader;
    this.gate = gate;
    this.transports = transports;
    this.resolver = resolver;
  }

  /// @param given by a person: tried although they rest after a failure, or nothing of their kind
  ///   leads anywhere
  /// @param known of the peer; names among them are looked up only where nothing else is known
  SwarmConnection dial(PeerId peer, List<Multiaddr> given, List<Multiaddr> known, long deadline)
      throws IOException, InterruptedException {
    gate.dial(peer);
    List<String> failures = new ArrayList<>();
    List<Multiaddr> addresses = new ArrayList<>(resolver.resolve(peer, given, deadline, failures));
    known.stream().filter(a -> !AddressResolver.isName(a)).forEach(addresses::add);
    if (addresses.isEmpty()) {
      addresses.addAll(resolver.resolveTold(peer, known, deadline, failures));
    }
    List<Multiaddr> candidates = candidates(peer, addresses, !given.isEmpty(), failures);
    if (candidates.isEmpty()) {
      throw new ConnectException("no address of " + peer + " to dial: " + failures);
    }
    return new Race(peer, DialOrder.of(candidates), deadline, failures).run();
  }

  private List<Multiaddr> candidates(
      PeerId peer, List<Multiaddr> addresses, boolean forced, List<String> failures) {
    Set<Multiaddr> distinct = new LinkedHashSet<>();
    addresses.forEach(a -> distinct.add(a.withoutPeer().orElse(a)));
    List<Multiaddr> candidates = new ArrayList<>();
    long now = swarm.scheduler().nanoTime();
    Predicate<Multiaddr> leadsSomewhere =
        forced ? _ -> true : blackHoles.next(List.copyOf(distinct));
    for (Multiaddr address : nearestFirst(distinct)) {
      if (transport(address).isEmpty() || address.has(Protocol.P2P_CIRCUIT)) {
        failures.add(address + ": no transport for it");
      } else if (!forced && backoff.rests(peer, address, now)) {
        failures.add(address + ": failed a short while ago");
      } else if (!leadsSomewhere.test(address)) {
        failures.add(address + ": nothing of its kind leads anywhere from here");
      } else if (candidates.size() == MAX_ADDRESSES) {
        break;
      } else if (!gate.dial(peer, address)) {
        failures.add(address + ": the connection gater refuses it");
      } else {
        candidates.add(address);
      }
    }
    return candidates;
  }

  /// So that those beyond the bound are the farthest.
  private static List<Multiaddr> nearestFirst(Set<Multiaddr> addresses) {
    return DialOrder.of(List.copyOf(addresses)).stream().map(DialOrder.Turn::address).toList();
  }

  private Optional<Transport> transport(Multiaddr address) {
    return transports.stream().filter(t -> t.canDial(address)).findFirst();
  }

  private SwarmConnection attempt(PeerId peer, Multiaddr address, long deadline, Race race)
      throws IOException, InterruptedException {
    try {
      return attempt(peer, address, deadline, race, upgrader);
    } catch (HandshakeFailed e) {
      Optional<Upgrader> other = upgrader.withoutFirst();
      if (e.reason() != HandshakeFailed.Reason.UNREADABLE || other.isEmpty()) {
        throw e;
      }
      return attempt(peer, address, deadline, race, other.get());
    }
  }

  private SwarmConnection attempt(
      PeerId peer, Multiaddr address, long deadline, Race race, Upgrader offered)
      throws IOException, InterruptedException {
    Transport transport = transport(address).orElseThrow();
    TransportConn conn = reach(transport, address, atMost(CONNECT_TIMEOUT, deadline));
    boolean added = false;
    try {
      CapableConn capable =
          offered.upgrade(
              conn,
              Direction.OUTBOUND,
              Optional.of(peer),
              atMost(UPGRADE_TIMEOUT, deadline),
              gate::secured);
      if (race.isOver()) {
        throw new IOException("another address was faster");
      }
      ConnectionScope scope = swarm.resources().outbound(capable.remoteAddress().ip());
      SwarmConnection connection = swarm.add(capable, Direction.OUTBOUND, scope);
      added = true;
      return connection;
    } finally {
      if (!added) {
        conn.close();
      }
    }
  }

  private TransportConn reach(Transport transport, Multiaddr address, Duration timeout)
      throws IOException, InterruptedException {
    try {
      TransportConn conn = transport.dial(address, timeout);
      blackHoles.ended(address, true);
      return conn;
    } catch (IOException e) {
      blackHoles.ended(address, false);
      throw e;
    }
  }

  private Duration atMost(Duration time, long deadline) throws IOException {
    long left = deadline - swarm.scheduler().nanoTime();
    if (left <= 0) {
      throw new IOException("no time left");
    }
    return left < time.toNanos() ? Duration.ofNanos(left) : time;
  }

  /// One run over a peer's addresses.
  private final class Race {
    private final PeerId peer;
    private final ArrayDeque<DialOrder.Turn> waiting;
    private final long deadline;
    private final List<String> failures;
    private final Scheduler.Monitor monitor = swarm.scheduler().monitor();
    private int running;
    private boolean over;
    private @Nullable SwarmConnection winner;

    Race(PeerId peer, List<DialOrder.Turn> turns, long deadline, List<String> failures) {
      this.peer = peer;
      this.waiting = new ArrayDeque<>(turns);
      this.deadline = deadline;
      this.failures = failures;
    }

    SwarmConnection run() throws IOException, InterruptedException {
      monitor.lock();
      try {
        while (winner == null && (running > 0 || !waiting.isEmpty())) {
          startNext();
          if (!awaitChange()) {
            break;
          }
        }
        if (winner == null) {
          throw new ConnectException("cannot connect to " + peer + ": " + failures);
        }
        return winner;
      } finally {
        over = true;
        monitor.unlock();
      }
    }

    private void startNext() {
      if (!waiting.isEmpty() && running < swarm.limits().maxParallelDials()) {
        Multiaddr address = waiting.removeFirst().address();
        running++;
        swarm.scheduler().start("dial", () -> tryOne(address));
      }
    }

    /// Waits for an attempt to end or for the next one's turn; false if the whole dial is out of
    /// time.
    private boolean awaitChange() throws InterruptedException {
      boolean more = !waiting.isEmpty() && running < swarm.limits().maxParallelDials();
      long now = swarm.scheduler().nanoTime();
      long turn = more ? now + waiting.getFirst().after() : deadline;
      if (turn > now) {
        monitor.await(Math.min(turn, deadline));
      }
      if (winner == null && swarm.scheduler().nanoTime() >= deadline) {
        failures.add("the time is up");
        return false;
      }
      return true;
    }

    boolean isOver() {
      monitor.lock();
      try {
        return over || winner != null;
      } finally {
        monitor.unlock();
      }
    }

    private void tryOne(Multiaddr address) {
      @Nullable SwarmConnection connection = null;
      String failure = address + ": failed by a fault of this host";
      try {
        connection = attempt(peer, address, deadline, this);
        backoff.succeeded(peer, address);
      } catch (IOException e) {
        backoff.failed(peer, address, swarm.scheduler().nanoTime());
        failure = address + ": " + e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = address + ": interrupted";
      } finally {
        ended(connection, failure);
      }
    }

    private void ended(@Nullable SwarmConnection connection, String failure) {
      monitor.lock();
      try {
        running--;
        if (connection == null) {
          failures.add(failure);
        } else if (winner == null) {
          winner = connection;
        }
        monitor.signalAll();
      } finally {
        monitor.unlock();
      }
    }
  }
}
