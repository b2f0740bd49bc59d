package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.RawConn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A TCP connection over a blocking channel.
final class TcpConn implements RawConn {
  private static final Logger LOG = LoggerFactory.getLogger(TcpConn.class);

  private final SocketChannel channel;
  private final Multiaddr local;
  private final Multiaddr remote;

  /// Takes over a connected channel.
  ///
  /// @throws IOException if the connection is gone already
  TcpConn(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    this.local = TcpAddress.multiaddr((InetSocketAddress) channel.getLocalAddress());
    this.remote = TcpAddress.multiaddr((InetSocketAddress) channel.getRemoteAddress());
  }

  /// The same connection as a socket, to put something over it.
  Socket socket() {
    return channel.socket();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(buffer, offset, length));
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public Multiaddr localAddress() {
    return local;
  }

  @Override
  public Multiaddr remoteAddress() {
    return remote;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing the connection to {} failed: {}", remote, e.getMessage());
    }
  }

  @Override
  public String toString() {
    return "tcp " + local + " - " + remote;
  }
}
