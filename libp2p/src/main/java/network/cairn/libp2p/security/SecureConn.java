package network.cairn.libp2p.security;

import java.util.Optional;
import network.cairn.libp2p.io.RecordConn;
import network.cairn.libp2p.peer.PeerId;

/// A connection whose other end has proved its key; everything read was authenticated, everything
/// written is sealed.
///
/// One reader and one writer at a time. Any forged, cut or oversized record closes the connection;
/// every later call fails. An end of input (-1) is not authenticated: only the muxer's own close
/// proves that nothing is missing.
public interface SecureConn extends RecordConn {
  /// The peer that proved its key.
  PeerId remotePeer();

  /// The muxer that both sides agreed on within the handshake; empty if it is still to be
  /// negotiated.
  Optional<String> earlyMuxer();
}
