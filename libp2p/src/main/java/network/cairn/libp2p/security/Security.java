package network.cairn.libp2p.security;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.transport.RawConn;

/// A handshake that turns a raw connection into a secure one. Thread-safe.
public interface Security {
  /// The id under which multistream-select names it.
  String protocol();

  /// Runs the handshake; on any failure the raw connection is closed.
  ///
  /// @param dialer whether this side dialled
  /// @param expected the only peer that may answer; empty accepts any that proves a key
  /// @throws HandshakeFailed if the peer broke the protocol, proved no key, or is another than
  ///   expected
  /// @throws IOException if the connection broke or the time ran out
  SecureConn secure(RawConn raw, boolean dialer, Optional<PeerId> expected, Duration timeout)
      throws IOException;
}
