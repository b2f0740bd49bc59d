package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts TCP connections.
final class TcpListener implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

  private final ServerSocketChannel channel;
  private final Multiaddr address;

  TcpListener(ServerSocketChannel channel) throws IOException {
    this.channel = channel;
    this.address = TcpAddress.multiaddr((InetSocketAddress) channel.getLocalAddress());
  }

  @Override
  public Multiaddr address() {
    return address;
  }

  @Override
  public RawConn accept() throws IOException {
    while (true) {
      SocketChannel accepted = channel.accept();
      try {
        return new TcpConn(accepted);
      } catch (IOException e) {
        LOG.debug(
            "a connection at {} was gone before it was accepted: {}", address, e.getMessage());
        accepted.close();
      }
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing the listener at {} failed: {}", address, e.getMessage());
    }
  }
}
