package network.cairn.libp2p.mdns;

import java.io.IOException;
import java.net.InetAddress;

/// The local network's links, as multicast DNS uses them. Thread-safe.
public interface Link extends AutoCloseable {
  /// What somebody sent.
  ///
  /// @param from where it came from
  /// @param port of the sender
  record Packet(byte[] bytes, InetAddress from, int port) {
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /// Sends to all who listen on these links.
  void send(byte[] packet) throws IOException;

  /// The next packet.
  ///
  /// @throws IOException if the links are closed or broken
  Packet receive() throws IOException;

  /// Whether an address is one of this machine's.
  boolean isOwn(InetAddress address);

  /// Whether an address lies on one of these links: a packet from elsewhere was not sent to them.
  boolean isNear(InetAddress address);

  @Override
  void close();
}
