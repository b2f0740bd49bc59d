package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;

/// One address of a port. The listeners of a port bring the connections of either kind, whichever
/// asks first, and end together.
record TcpListener(Port port, Multiaddr address) implements Listener {
  @Override
  public RawConn accept() throws IOException {
    return port.accept();
  }

  @Override
  public boolean isOpen() {
    return port.isOpen();
  }

  @Override
  public void close() {
    port.close();
  }
}
