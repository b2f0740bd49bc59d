package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import network.cairn.libp2p.host.Connection;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.host.ConnectionGater;
import network.cairn.libp2p.host.NetworkMetrics;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.TransportConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the host's gater, counts and logs what it refuses, and takes a failing one for a refusal.
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

  private final ConnectionGater gater;
  private final NetworkMetrics metrics;

  Gate(ConnectionGater gater, NetworkMetrics metrics) {
    this.gater = gater;
    this.metrics = metrics;
  }

  void dial(PeerId peer) throws IOException {
    require("to dial " + peer, () -> gater.interceptPeerDial(peer));
  }

  boolean dial(PeerId peer, Multiaddr address) {
    return asks("to dial " + address, () -> gater.interceptAddrDial(peer, address));
  }

  boolean accept(TransportConn conn) {
    return asks(
        "a connection from " + conn.remoteAddress(),
        () -> gater.interceptAccept(conn.localAddress(), conn.remoteAddress()));
  }

  void secured(Direction direction, PeerId peer, Multiaddr remote) throws IOException {
    require("a connection with " + peer, () -> gater.interceptSecured(direction, peer, remote));
  }

  void upgraded(Direction direction, CapableConn conn) throws IOException {
    Connection connection =
        new Connection(conn.remotePeer(), conn.remoteAddress(), direction, 0, List.of());
    require("a connection with " + conn.remotePeer(), () -> gater.interceptUpgraded(connection));
  }

  private void require(String what, BooleanSupplier question) throws IOException {
    if (!asks(what, question)) {
      throw new IOException("the connection gater refuses " + what);
    }
  }

  private boolean asks(String what, BooleanSupplier question) {
    boolean allowed = false;
    try {
      allowed = question.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.warn("the connection gater failed over {}", what, e);
    }
    if (!allowed) {
      LOG.debug("the connection gater refuses {}", what);
      metrics.refused("gater");
    }
    return allowed;
  }
}
