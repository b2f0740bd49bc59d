package network.cairn.libp2p.swarm;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.security.SecureConn;
import network.cairn.libp2p.security.Security;
import network.cairn.libp2p.select.Multistream;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Watchdog;

/// Turns a raw connection into a secured one that will carry yamux: security by multistream-select,
/// the muxer inside the handshake or by multistream-select after it. All of it within one deadline.
final class Upgrader {
  static final String MUXER = "/yamux/1.0.0";

  private final Security security;
  private final Scheduler scheduler;
  private final Gate gate;

  Upgrader(Security security, Scheduler scheduler, Gate gate) {
    this.security = security;
    this.scheduler = scheduler;
    this.gate = gate;
  }

  /// @param expected the peer that must answer; empty accepts any
  SecureConn upgrade(RawConn raw, Direction direction, Optional<PeerId> expected, Duration timeout)
      throws IOException {
    boolean dialer = direction == Direction.OUTBOUND;
    try (Watchdog watchdog = Watchdog.arm(scheduler, timeout, raw::close)) {
      try {
        select(raw, dialer, security.protocol());
        SecureConn secure = security.secure(raw, dialer, expected, timeout);
        gate.secured(direction, secure);
        if (secure.earlyMuxer().isEmpty()) {
          select(secure, dialer, MUXER);
        }
        return secure;
      } catch (IOException e) {
        raw.close();
        throw watchdog.fired()
            ? new IOException(
                "no secured connection to " + raw.remoteAddress() + " within " + timeout, e)
            : e;
      }
    }
  }

  private static void select(RawConn conn, boolean dialer, String protocol) throws IOException {
    if (dialer) {
      Multistream.negotiate(conn, List.of(protocol));
    } else {
      Multistream.accept(conn, protocol::equals);
    }
  }
}
