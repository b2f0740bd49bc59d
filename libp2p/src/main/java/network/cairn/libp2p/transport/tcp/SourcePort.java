package network.cairn.libp2p.transport.tcp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a connection be dialled from a port that is listened on, so that the peer, and whatever
/// translates addresses on the way, sees the port at which this host can be reached. Thread-safe.
///
/// The listener's port is shared (`SO_REUSEPORT`) once it is bound: a second one that does not ask
/// to share it, as another node of this library, is still told that it is taken. Where a system
/// binds no second socket so, a connection has a port of its own.
///
/// Two hosts that dial each other from these ports within one trip of a packet meet in a single
/// connection that both began (RFC 9293, 3.5). Both ends speak in it as who dialled, so its
/// handshake fails, and both dial again: from these ports, or from others of the system's while it
/// keeps what is left of that connection.
final class SourcePort {
  private static final Logger LOG = LoggerFactory.getLogger(SourcePort.class);

  private final InetSocketAddress bound;
  private final boolean shared;

  private SourcePort(InetSocketAddress bound, boolean shared) {
    this.bound = bound;
    this.shared = shared;
  }

  /// @param listener that is bound
  static SourcePort of(ServerSocketChannel listener) throws IOException {
    boolean can = listener.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
    if (can) {
      listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }
    return new SourcePort((InetSocketAddress) listener.getLocalAddress(), can);
  }

  /// Whether a connection to there can come from this port: a listener at one address of several
  /// may be at the wrong one, but for loopback. No socket connects to itself.
  boolean suits(InetSocketAddress target) {
    InetAddress here = bound.getAddress();
    InetAddress there = target.getAddress();
    boolean family = here instanceof Inet6Address == there instanceof Inet6Address;
    boolean reaches =
        here.isAnyLocalAddress()
            ? family || here instanceof Inet6Address
            : family && here.isLoopbackAddress() && there.isLoopbackAddress();
    return reaches && (target.getPort() != bound.getPort() || !isOwn(there));
  }

  private static boolean isOwn(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }

  /// A socket with this port, not connected yet; empty where the system gives none.
  Optional<SocketChannel> open() throws IOException {
    if (!shared) {
      return Optional.empty();
    }
    boolean six = bound.getAddress() instanceof Inet6Address;
    SocketChannel channel =
        SocketChannel.open(six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      return Optional.of(channel.bind(bound));
    } catch (IOException e) {
      LOG.debug("the port of {} is not shared: {}", bound, e.getMessage());
      channel.close();
      return Optional.empty();
    }
  }
}
