package network.cairn.libp2p.swarm;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import network.cairn.base.net.AddressPrefix;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.peer.PeerId;

/// The open connections of a host and the peers that it dials, and which of them are too many.
/// Thread-safe.
///
/// One monitor guards it; what runs while it is held, the functions given to it included, waits for
/// nothing.
final class ConnectionTable {
  private static final Duration LOOK = Duration.ofMillis(10);

  private final Scheduler scheduler;
  private final Limits limits;
  private final Standing standing;
  private final Scheduler.Monitor monitor;
  private final Map<PeerId, List<SwarmConnection>> connections = new LinkedHashMap<>();
  private final Set<PeerId> dialling = new HashSet<>();
  private int total;
  private boolean trimming;
  private long numbered;
  private boolean closed;

  ConnectionTable(Scheduler scheduler, Limits limits, Standing standing) {
    this.scheduler = scheduler;
    this.limits = limits;
    this.standing = standing;
    this.monitor = scheduler.monitor();
  }

  /// One dial per peer at a time: waits for the running one, then gives what it brought; if it
  /// brought nothing the caller dials next, and says [#dialled].
  Optional<SwarmConnection> awaitTurn(PeerId peer, long deadline)
      throws ConnectException, InterruptedException {
    monitor.lock();
    try {
      while (true) {
        Optional<SwarmConnection> best = best(peer);
        if (best.isPresent()) {
          return best;
        }
        if (closed) {
          throw new ConnectException("this host is closed");
        }
        if (dialling.add(peer)) {
          return Optional.empty();
        }
        if (!monitor.await(deadline)) {
          throw new ConnectException(
              "cannot connect to " + peer + ": another dial to it takes too long");
        }
      }
    } finally {
      monitor.unlock();
    }
  }

  void dialled(PeerId peer) {
    monitor.lock();
    try {
      dialling.remove(peer);
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// The identified connection with the most streams, among equals the newest, as go-libp2p's swarm
  /// chooses; one whose peer is silent only where there is no other, and never one that is closing.
  Optional<SwarmConnection> best(PeerId peer) {
    return locked(() ->
        connections.getOrDefault(peer, List.of()).stream()
            .filter(c -> !c.isClosed())
            .max(
                Comparator.comparing((SwarmConnection c) -> !c.isSilent())
                    .thenComparing(SwarmConnection::isIdentified)
                    .thenComparingInt(SwarmConnection::openStreams)
                    .thenComparingLong(SwarmConnection::number)));
  }

  /// Every open connection, oldest first.
  List<SwarmConnection> all() {
    return locked(() ->
        connections.values().stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingLong(SwarmConnection::number))
            .toList());
  }

  List<SwarmConnection> of(PeerId peer) {
    return locked(() -> List.copyOf(connections.getOrDefault(peer, List.of())));
  }

  /// Takes in a connection. Others with its peer are probed: who comes anew has often lost what it
  /// had.
  ///
  /// @param make makes it, of its number
  /// @return empty, and nothing made, if the table is closed
  Optional<SwarmConnection> add(PeerId peer, LongFunction<SwarmConnection> make) {
    return locked(() -> {
      if (closed) {
        return Optional.empty();
      }
      SwarmConnection connection = make.apply(++numbered);
      List<SwarmConnection> ofPeer = connections.computeIfAbsent(peer, _ -> new ArrayList<>());
      ofPeer.forEach(SwarmConnection::probe);
      ofPeer.add(connection);
      connection.updateKnown();
      total++;
      return Optional.of(connection);
    });
  }

  /// @param gone told of the peer if that was the last connection to it
  void remove(SwarmConnection connection, Consumer<PeerId> gone) {
    PeerId peer = connection.peer();
    monitor.lock();
    try {
      List<SwarmConnection> ofPeer = connections.get(peer);
      if (ofPeer == null || !ofPeer.remove(connection)) {
        return;
      }
      total--;
      if (ofPeer.isEmpty()) {
        connections.remove(peer);
        gone.accept(peer);
      }
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  /// Tells of a connection's peer, unless the connection has ended.
  void ifOpen(SwarmConnection connection, Consumer<PeerId> told) {
    monitor.lock();
    try {
      if (connections.getOrDefault(connection.peer(), List.of()).contains(connection)) {
        told.accept(connection.peer());
      }
    } finally {
      monitor.unlock();
    }
  }

  /// From now on nothing is taken in.
  void close() {
    monitor.lock();
    try {
      closed = true;
      monitor.signalAll();
    } finally {
      monitor.unlock();
    }
  }

  boolean isClosed() {
    return locked(() -> closed);
  }

  /// Waits until these connections have no streams any more.
  void awaitIdle(List<SwarmConnection> all, long deadline) {
    try {
      while (all.stream().anyMatch(c -> c.openStreams() > 0) && scheduler.nanoTime() < deadline) {
        scheduler.sleep(LOOK);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until every connection has ended.
  void awaitEmpty(long deadline) {
    monitor.lock();
    try {
      while (total > 0 && monitor.await(deadline)) {
        // Woken as connections end.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      monitor.unlock();
    }
  }

  /// Waits until an instant.
  ///
  /// @return false, perhaps before it, if the table is closed and empty
  boolean awaitTick(long next) {
    monitor.lock();
    try {
      while (!(closed && total == 0) && scheduler.nanoTime() < next) {
        monitor.await(next);
      }
      return !(closed && total == 0);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      monitor.unlock();
    }
  }

  /// Idle second connections with a peer. Only the side with the smaller id closes them, so that
  /// two sides that dialled each other at once do not close both.
  List<SwarmConnection> surplus(PeerId self) {
    long now = scheduler.nanoTime();
    return locked(() -> {
      List<SwarmConnection> idle = new ArrayList<>();
      connections.forEach((peer, list) -> {
        if (list.size() > 1 && self.compareTo(peer) < 0) {
          Optional<SwarmConnection> best = best(peer);
          list.stream()
              .filter(
                  c -> best.isPresent() && c != best.get() && c.openStreams() == 0 && aged(c, now))
              .forEach(idle::add);
        }
      });
      return idle;
    });
  }

  private boolean aged(SwarmConnection connection, long now) {
    return now - connection.openedAt() > limits.grace().toNanos();
  }

  /// Those to end because there are more than the high water mark, until the low one is reached.
  List<SwarmConnection> tooMany() {
    long now = scheduler.nanoTime();
    return locked(() -> {
      trimming = total > limits.highWater() || trimming && total > limits.lowWater();
      return trimming ? victims(now) : List.<SwarmConnection>of();
    });
  }

  /// Those past their grace among as many of the worst as are above the low water mark. The others
  /// of these go when their grace has passed; better ones do not go in their place.
  private List<SwarmConnection> victims(long now) {
    int share = Trimmer.siteShare(limits.lowWater());
    return Trimmer.victims(candidates(now), total - limits.lowWater(), share).stream()
        .filter(c -> aged(c, now))
        .toList();
  }

  /// The connection that a newcomer from this site may take the place of.
  Optional<SwarmConnection> displaced(Optional<AddressPrefix> newcomer) {
    long now = scheduler.nanoTime();
    return locked(() -> Trimmer.displaced(candidates(now), newcomer));
  }

  /// Every connection that no tag protects.
  private List<Trimmer.Candidate<SwarmConnection>> candidates(long now) {
    return connections.values().stream()
        .flatMap(List::stream)
        .filter(c -> !standing.isProtected(c.peer()))
        .map(c -> c.candidate(now))
        .toList();
  }

  private <T> T locked(Supplier<T> action) {
    monitor.lock();
    try {
      return action.get();
    } finally {
      monitor.unlock();
    }
  }
}
