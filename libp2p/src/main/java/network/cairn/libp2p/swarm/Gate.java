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
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.transport.RawConn;
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

  boolean accept(RawConn raw) {
    return asks(
        "a connection from " + raw.remoteAddress(),
        () -> gater.interceptAccept(raw.localAddress(), raw.remoteAddress()));
  }

  void secured(Direction direction, SecureConn secure) throws IOException {
    require(
        "a connection with " + secure.remotePeer(),
        () -> gater.interceptSecured(direction, secure.remotePeer(), secure.remoteAddress()));
  }

  void upgraded(Direction direction, SecureConn secure) throws IOException {
    Connection connection =
        new Connection(secure.remotePeer(), secure.remoteAddress(), direction, 0, List.of());
    require("a connection with " + secure.remotePeer(), () -> gater.interceptUpgraded(connection));
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
