package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.TransportConn;
import network.cairn.libp2p.upgrade.Upgrader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes connections from listeners: asks the gater and the bounds, then upgrades each on a task of
/// its own. Thread-safe.
final class Acceptor {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration UPGRADE = Duration.ofSeconds(15);

  private final Swarm swarm;
  private final Upgrader upgrader;
  private final Gate gate;
  private final InboundBounds bounds;
  private final AtomicInteger pending = new AtomicInteger();

  Acceptor(Swarm swarm, Upgrader upgrader, Gate gate) {
    this.swarm = swarm;
    this.upgrader = upgrader;
    this.gate = gate;
    this.bounds = new InboundBounds(swarm.limits().maxConnectionsPerIp());
  }

  void acceptAll(Listener from) {
    while (from.isOpen()) {
      try {
        TransportConn conn = from.accept();
        if (admit(conn)) {
          swarm.scheduler().start("upgrade", () -> upgrade(conn));
        } else {
          conn.close();
        }
      } catch (IOException e) {
        LOG.debug("accepting at {}: {}", from.address(), e.getMessage());
      }
    }
  }

  private boolean admit(TransportConn conn) {
    if (swarm.isClosed() || !gate.accept(conn)) {
      return false;
    }
    if (pending.incrementAndGet() > swarm.limits().maxPending()) {
      pending.decrementAndGet();
      return refuse(conn, "pending");
    }
    Optional<String> broken =
        conn.remoteAddress().ip().flatMap(ip -> bounds.admit(ip, swarm.scheduler().nanoTime()));
    if (broken.isPresent()) {
      pending.decrementAndGet();
      return refuse(conn, broken.get());
    }
    return true;
  }

  private boolean refuse(TransportConn conn, String bound) {
    LOG.debug("refusing {}: the bound of {}", conn.remoteAddress(), bound);
    swarm.metrics().refused(bound);
    return false;
  }

  private void upgrade(TransportConn conn) {
    boolean added = false;
    try {
      swarm.add(
          upgrader.upgrade(conn, Direction.INBOUND, Optional.empty(), UPGRADE, gate::secured),
          Direction.INBOUND);
      added = true;
    } catch (IOException e) {
      LOG.debug("inbound connection from {}: {}", conn.remoteAddress(), e.getMessage());
    } finally {
      pending.decrementAndGet();
      if (!added) {
        conn.close();
        ended(conn.remoteAddress());
      }
    }
  }

  /// Notes that a connection from there, which was admitted, has ended.
  void ended(Multiaddr remote) {
    Optional<InetAddress> ip = remote.ip();
    ip.ifPresent(bounds::release);
  }
}
