package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.transport.RawConn;

/// A TCP connection within TLS as the web has it, by the JDK. The first read or write runs the
/// handshake.
final class TlsConn implements RawConn {
  private final TcpConn below;
  private final SSLSocket tls;

  /// @param tls over the connection's socket
  TlsConn(TcpConn below, SSLSocket tls) {
    this.below = below;
    this.tls = tls;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return tls.getInputStream().read(buffer, offset, length);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    tls.getOutputStream().write(buffer, offset, length);
  }

  @Override
  public Multiaddr localAddress() {
    return within(below.localAddress());
  }

  @Override
  public Multiaddr remoteAddress() {
    return within(below.remoteAddress());
  }

  private static Multiaddr within(Multiaddr address) {
    return Multiaddr.of(
        Stream.concat(address.components().stream(), Stream.of(Component.of(Protocol.TLS, "")))
            .toList());
  }

  /// Ends the connection below: an orderly end would wait for whoever writes.
  @Override
  public void close() {
    below.close();
  }

  @Override
  public String toString() {
    return "tls over " + below;
  }
}
