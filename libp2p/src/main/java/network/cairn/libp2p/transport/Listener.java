package network.cairn.libp2p.transport;

import java.io.IOException;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// Accepts connections at one address.
public interface Listener extends AutoCloseable {
  /// The address with its concrete port; an unspecified IP stays unspecified.
  Multiaddr address();

  /// Waits for the next connection.
  ///
  /// @throws IOException once the listener is closed or broken ([#isOpen] tells); single failed
  ///   connections do not end it
  TransportConn accept() throws IOException;

  /// Whether [#accept] may still bring connections.
  boolean isOpen();

  /// Stops accepting; a blocked [#accept] fails. Idempotent, never throws; accepted connections
  /// live on.
  @Override
  void close();
}
