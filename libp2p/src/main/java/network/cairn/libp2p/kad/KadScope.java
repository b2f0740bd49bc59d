package network.cairn.libp2p.kad;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import network.cairn.libp2p.multiaddr.AddressRange;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Which of the two DHTs, and whose addresses belong to it: that of the internet knows public
/// addresses only, so that nobody is sent into a network of its own; that of the local network
/// knows all but loopback, which it may know as well for nodes of one machine.
public enum KadScope {
  WAN("/ipfs/kad/1.0.0"),
  LAN("/ipfs/lan/kad/1.0.0"),
  /// The local network's, loopback included.
  LAN_LOOPBACK("/ipfs/lan/kad/1.0.0");

  /// What no route of the internet leads to, beside what the JDK tells: carrier's NAT,
  /// documentation, benchmarks, the reserved class, IPv6 outside 2000::/3 is asked apart.
  private static final List<AddressRange> UNROUTED =
      List.of(
          AddressRange.parse("/ip4/0.0.0.0/ipcidr/8"),
          AddressRange.parse("/ip4/100.64.0.0/ipcidr/10"),
          AddressRange.parse("/ip4/192.0.0.0/ipcidr/24"),
          AddressRange.parse("/ip4/192.0.2.0/ipcidr/24"),
          AddressRange.parse("/ip4/192.88.99.0/ipcidr/24"),
          AddressRange.parse("/ip4/198.18.0.0/ipcidr/15"),
          AddressRange.parse("/ip4/198.51.100.0/ipcidr/24"),
          AddressRange.parse("/ip4/203.0.113.0/ipcidr/24"),
          AddressRange.parse("/ip4/224.0.0.0/ipcidr/3"));

  private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("/ip6/2000::/ipcidr/3");

  private final String protocol;

  KadScope(String protocol) {
    this.protocol = protocol;
  }

  /// The protocol of its streams.
  public String protocol() {
    return protocol;
  }

  /// Those of a peer's addresses that peers of this DHT are told and that are dialled.
  List<Multiaddr> filter(List<Multiaddr> addresses) {
    return addresses.stream().filter(this::knows).toList();
  }

  private boolean knows(Multiaddr address) {
    if (address.has(Protocol.P2P_CIRCUIT)) {
      return this != WAN;
    }
    return switch (this) {
      case WAN -> address.ip().map(KadScope::isPublic).orElse(false);
      case LAN -> address.ip().map(ip -> !ip.isLoopbackAddress()).orElse(true);
      case LAN_LOOPBACK -> true;
    };
  }

  /// Whether a peer may stand in the table that is connected from these addresses: what it or
  /// others say of where it is does not count.
  boolean admits(List<Multiaddr> seenAt) {
    return switch (this) {
      case WAN -> !filter(seenAt).isEmpty();
      case LAN, LAN_LOOPBACK ->
          seenAt.stream().flatMap(a -> a.ip().stream()).anyMatch(ip -> !isPublic(ip));
    };
  }

  /// Whether the internet leads to an address.
  public static boolean isPublic(InetAddress ip) {
    if (ip.isLoopbackAddress()
        || ip.isAnyLocalAddress()
        || ip.isLinkLocalAddress()
        || ip.isSiteLocalAddress()) {
      return false;
    }
    return ip instanceof Inet4Address
        ? UNROUTED.stream().noneMatch(range -> range.contains(ip))
        : GLOBAL_IPV6.contains(ip);
  }
}
