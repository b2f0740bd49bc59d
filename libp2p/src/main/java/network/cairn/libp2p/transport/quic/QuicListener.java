package network.cairn.libp2p.transport.quic;

import java.io.IOException;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.CapableConn;
import network.cairn.libp2p.transport.Listener;

/// Accepts what arrives at a socket. The socket stays open for connections that live on; it ends
/// with the transport.
record QuicListener(QuicSocket socket, Multiaddr address) implements Listener {
  @Override
  public CapableConn accept() throws IOException {
    return socket.accept();
  }

  @Override
  public boolean isOpen() {
    return socket.isListening();
  }

  @Override
  public void close() {
    socket.stopListening();
  }
}
