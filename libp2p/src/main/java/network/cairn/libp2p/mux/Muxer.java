package network.cairn.libp2p.mux;

import network.cairn.libp2p.io.RecordConn;

/// A protocol that carries many streams over one secure channel (go-libp2p's
/// `network.Multiplexer`). Thread-safe.
public interface Muxer {
  /// The id under which multistream-select and the handshakes name it.
  String protocol();

  /// Takes over a secured connection; nothing is read or written before [MuxedConn#start].
  ///
  /// @param dialer whether this side dialled the connection
  MuxedConn mux(RecordConn conn, boolean dialer, MuxedConnOwner owner);
}
