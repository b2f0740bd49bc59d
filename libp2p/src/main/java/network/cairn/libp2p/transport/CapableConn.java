package network.cairn.libp2p.transport;

import network.cairn.libp2p.mux.MuxedConn;
import network.cairn.libp2p.mux.MuxedConnOwner;
import network.cairn.libp2p.peer.PeerId;

/// A connection to a peer that has proved its key, able to carry streams as soon as someone owns it
/// (go-libp2p's `transport.CapableConn`).
///
/// [#close] is for those who do not want it; once it is muxed, [MuxedConn#close] ends it.
public non-sealed interface CapableConn extends TransportConn {
  /// The peer that proved its key.
  PeerId remotePeer();

  /// Hands the connection to its owner; called at most once. Nothing happens before
  /// [MuxedConn#start].
  MuxedConn mux(MuxedConnOwner owner);
}
