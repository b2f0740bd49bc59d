package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.resource.ConnectionScope;
import network.cairn.libp2p.resource.Resources;
import network.cairn.libp2p.resource.Resources.Admission;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.TransportConn;
import network.cairn.libp2p.upgrade.Upgrader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes connections from listeners: asks the gater and the limits, then upgrades each on a task of
/// its own. Thread-safe.
///
/// When the host as a whole is full, the newcomer takes the place of one that is worse off: an
/// upgrade of a site that has more under way, or one that has taken longer than honest ones do; a
/// connection of a stranger whose site has more.
final class Acceptor {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration UPGRADE = Duration.ofSeconds(15);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
  private static final long SLOW_NANOS = 3_000_000_000L;

  private final Swarm swarm;
  private final Upgrader upgrader;
  private final Gate gate;
  private final Resources resources;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Pending> upgrades = new LinkedHashSet<>();

  private record Pending(TransportConn conn, ConnectionScope scope, long since) {}

  Acceptor(Swarm swarm, Upgrader upgrader, Gate gate) {
    this.swarm = swarm;
    this.upgrader = upgrader;
    this.gate = gate;
    this.resources = swarm.resources();
  }

  /// Accepts until the listener is closed. A failed accept (no file left, say) is no reason to end,
  /// nor to try again at once.
  void acceptAll(Listener from) throws InterruptedException {
    while (from.isOpen()) {
      TransportConn conn;
      try {
        conn = from.accept();
      } catch (IOException e) {
        if (from.isOpen()) {
          LOG.warn("accepting at {}: {}", from.address(), e.getMessage());
          swarm.scheduler().sleep(AFTER_FAILURE);
        }
        continue;
      }
      try {
        accept(conn);
      } catch (RuntimeException e) {
        LOG.error("a connection from {} was not taken in", conn.remoteAddress(), e);
      }
    }
  }

  private void accept(TransportConn conn) {
    boolean started = false;
    Optional<Pending> admitted = Optional.empty();
    try {
      admitted = admit(conn);
      if (admitted.isPresent()) {
        Pending pending = admitted.get();
        swarm.scheduler().start("upgrade", () -> upgrade(pending));
        started = true;
      }
    } finally {
      if (!started) {
        admitted.ifPresent(this::ended);
        conn.close();
      }
    }
  }

  private Optional<Pending> admit(TransportConn conn) {
    if (swarm.isClosed() || !gate.accept(conn)) {
      return Optional.empty();
    }
    long now = swarm.scheduler().nanoTime();
    Admission answer = resources.admit(conn.remoteAddress().ip(), now);
    if (answer.byHost() && makeRoom(conn, answer.refusedBy(), now)) {
      answer = resources.admit(conn.remoteAddress().ip(), now);
    }
    if (answer.scope().isEmpty()) {
      LOG.debug("refusing {}: the bound of {}", conn.remoteAddress(), answer.refusedBy());
      swarm.metrics().refused(answer.refusedBy());
      return Optional.empty();
    }
    Pending pending = new Pending(conn, answer.scope().get(), now);
    locked(() -> upgrades.add(pending));
    return Optional.of(pending);
  }

  /// Ends what a newcomer may take the place of: an upgrade, or, if connections are what is short,
  /// a secured one.
  private boolean makeRoom(TransportConn newcomer, String bound, long now) {
    Optional<AddressPrefix> site = Resources.site(newcomer.remoteAddress().ip());
    Optional<Pending> victim = locked(() -> displaced(site, now));
    victim.ifPresent(each -> {
      LOG.debug("the upgrade of {} gives way", each.conn.remoteAddress());
      swarm.metrics().refused("pending");
      each.scope.close();
      each.conn.close();
    });
    return victim.isPresent() || bound.equals("connections") && swarm.makeRoom(site);
  }

  /// The oldest upgrade of the site with the most, if the newcomer's has at least two fewer; else
  /// the oldest of all, if it is slow.
  private Optional<Pending> displaced(Optional<AddressPrefix> newcomer, long now) {
    Map<Optional<AddressPrefix>, Integer> crowds = new HashMap<>();
    upgrades.forEach(each -> crowds.merge(each.scope.site(), 1, Integer::sum));
    int own = crowds.getOrDefault(newcomer, 0);
    Optional<Pending> crowded =
        upgrades.stream()
            .filter(each -> crowds.getOrDefault(each.scope.site(), 0) > own + 1)
            .max(Comparator.comparingInt(each -> crowds.getOrDefault(each.scope.site(), 0)));
    return crowded
        .or(() -> upgrades.stream().filter(each -> now - each.since > SLOW_NANOS).findFirst())
        .filter(upgrades::remove);
  }

  private void upgrade(Pending pending) {
    boolean added = false;
    TransportConn conn = pending.conn;
    try {
      swarm.add(
          upgrader.upgrade(conn, Direction.INBOUND, Optional.empty(), UPGRADE, gate::secured),
          Direction.INBOUND,
          pending.scope);
      added = true;
    } catch (IOException e) {
      LOG.debug("inbound connection from {}: {}", conn.remoteAddress(), e.getMessage());
    } finally {
      locked(() -> upgrades.remove(pending));
      if (!added) {
        conn.close();
        ended(pending);
      }
    }
  }

  private void ended(Pending pending) {
    locked(() -> upgrades.remove(pending));
    pending.scope.close();
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
