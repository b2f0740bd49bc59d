package network.cairn.libp2p.transport;

import network.cairn.libp2p.multiaddr.Multiaddr;

/// A connection as a transport delivers it: bytes that are still to be secured and muxed, or a
/// connection that is both already.
public sealed interface TransportConn extends AutoCloseable permits RawConn, CapableConn {
  /// This end.
  Multiaddr localAddress();

  /// The other end, as the transport sees it; without `/p2p`.
  Multiaddr remoteAddress();

  /// Ends the connection at once; idempotent, callable by any thread, never blocks long, never
  /// throws.
  @Override
  void close();
}
