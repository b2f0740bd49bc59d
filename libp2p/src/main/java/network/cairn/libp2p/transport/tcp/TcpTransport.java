package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.transport.Listener;
import network.cairn.libp2p.transport.RawConn;
import network.cairn.libp2p.transport.Transport;

/// TCP to `/ip4|ip6/.../tcp/...`. Thread-safe and stateless.
///
/// A listener at `/ip6/::` takes IPv4 connections too and needs the port of both, since the JDK
/// cannot ask for IPv6 alone.
public final class TcpTransport implements Transport {
  /// Connections that the kernel completes before they are accepted.
  private static final int BACKLOG = 512;

  @Override
  public boolean canDial(Multiaddr address) {
    return TcpAddress.of(address).filter(a -> a.getPort() > 0).isPresent();
  }

  @Override
  public boolean canListen(Multiaddr address) {
    return TcpAddress.of(address).isPresent();
  }

  @Override
  public RawConn dial(Multiaddr address, Duration timeout) throws IOException {
    InetSocketAddress target = socketAddress(address);
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(target, Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
      return new TcpConn(channel);
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Listener listen(Multiaddr address) throws IOException {
    InetSocketAddress local = socketAddress(address);
    boolean four = local.getAddress() instanceof Inet4Address;
    ServerSocketChannel channel =
        ServerSocketChannel.open(four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(local, BACKLOG);
      return new TcpListener(channel);
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
    }
  }

  private static InetSocketAddress socketAddress(Multiaddr address) throws IOException {
    return TcpAddress.of(address)
        .orElseThrow(() ->
            new IOException(address + " is no TCP address; expected /ip4 or /ip6, then /tcp"));
  }
}
