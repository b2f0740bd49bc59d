package network.cairn.libp2p;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an unspecified listen address means on this machine.
final class NetworkInterfaces {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkInterfaces.class);

  private NetworkInterfaces() {}

  static List<InetAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(ip -> !ip.isLinkLocalAddress())
          .toList();
    } catch (SocketException e) {
      LOG.warn(
          "the machine's addresses are unknown, so peers are told none for unspecified ones", e);
      return List.of();
    }
  }

  /// The address itself, or one per interface address of the same family if it is unspecified.
  static List<Multiaddr> expand(Multiaddr address, List<InetAddress> interfaces) {
    InetAddress ip = address.ip().orElse(null);
    if (ip == null || !ip.isAnyLocalAddress()) {
      return List.of(address);
    }
    return interfaces.stream()
        .filter(own -> own.getClass() == ip.getClass())
        .map(own -> address.withIp(own))
        .toList();
  }
}
