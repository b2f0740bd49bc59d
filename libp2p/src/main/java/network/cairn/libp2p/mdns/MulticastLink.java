package network.cairn.libp2p.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import network.cairn.libp2p.multiaddr.AddressRange;
import network.cairn.libp2p.multiaddr.InvalidMultiaddr;

/// The links of this machine's interfaces that are up and have multicast when this begins, over
/// IPv4 (224.0.0.251, port 5353, which is shared with whoever else uses it).
public final class MulticastLink implements Link {
  private static final int PORT = 5353;
  private static final byte[] GROUP = {(byte) 224, 0, 0, (byte) 251};
  private static final int MOST_INTERFACES = 32;

  private final DatagramChannel channel;
  private final List<NetworkInterface> interfaces;
  private final List<AddressRange> near;
  private final InetSocketAddress group;

  private MulticastLink(
      DatagramChannel channel, List<NetworkInterface> interfaces, InetSocketAddress group)
      throws IOException {
    this.channel = channel;
    this.interfaces = interfaces;
    this.group = group;
    this.near = new ArrayList<>();
    for (NetworkInterface link : interfaces) {
      for (InterfaceAddress address : link.getInterfaceAddresses()) {
        near.add(range(address));
      }
    }
  }

  private static AddressRange range(InterfaceAddress address) throws IOException {
    String ip = address.getAddress().getHostAddress();
    int zone = ip.indexOf('%');
    String text = zone < 0 ? ip : ip.substring(0, zone);
    try {
      return AddressRange.parse(
          (text.contains(":") ? "/ip6/" : "/ip4/")
              + text
              + "/ipcidr/"
              + address.getNetworkPrefixLength());
    } catch (InvalidMultiaddr e) {
      throw new IOException("an interface has the address " + ip, e);
    }
  }

  /// @throws IOException if no interface has multicast, or the port is somebody's alone
  public static MulticastLink open() throws IOException {
    List<NetworkInterface> interfaces =
        NetworkInterface.networkInterfaces()
            .filter(MulticastLink::isUsable)
            .limit(MOST_INTERFACES)
            .toList();
    if (interfaces.isEmpty()) {
      throw new IOException("no interface of this machine has multicast");
    }
    InetSocketAddress group = new InetSocketAddress(InetAddress.getByAddress(GROUP), PORT);
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      channel.bind(new InetSocketAddress(PORT));
      for (NetworkInterface link : interfaces) {
        channel.join(group.getAddress(), link);
      }
      return new MulticastLink(channel, interfaces, group);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isUsable(NetworkInterface link) {
    try {
      return link.isUp()
          && link.supportsMulticast()
          && link.inetAddresses().anyMatch(a -> a.getAddress().length == GROUP.length);
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public synchronized void send(byte[] packet) throws IOException {
    for (NetworkInterface link : interfaces) {
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, link);
      channel.send(ByteBuffer.wrap(packet), group);
    }
  }

  /// One byte more than is read shows that a packet is too long.
  @Override
  public Packet receive() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Packets.MAX_PACKET + 1);
    while (true) {
      if (channel.receive(buffer.clear()) instanceof InetSocketAddress from) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return new Packet(bytes, from.getAddress(), from.getPort());
      }
    }
  }

  @Override
  public boolean isOwn(InetAddress address) {
    return address.isLoopbackAddress()
        || interfaces.stream().flatMap(NetworkInterface::inetAddresses).anyMatch(address::equals);
  }

  @Override
  public boolean isNear(InetAddress address) {
    return isOwn(address) || near.stream().anyMatch(range -> range.contains(address));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is read from it any more.
    }
  }
}
