package network.cairn.libp2p.resource;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import network.cairn.base.net.AddressPrefix;

/// The networks that an address belongs to, from the narrowest to the widest.
///
/// @param address IPv4 address or IPv6 /56; empty on loopback, where all nodes share one
/// @param site IPv4 /24, IPv6 /48, or loopback as a whole
/// @param reach from where it can be reached
record Networks(Optional<AddressPrefix> address, AddressPrefix site, Reach reach) {
  /// From where an address can be reached.
  enum Reach {
    LOOPBACK,
    PRIVATE,
    PUBLIC
  }

  private static final AddressPrefix LOOPBACK_SITE = new AddressPrefix("loopback");
  private static final int UNIQUE_LOCAL = 0xfc;

  static Networks of(InetAddress ip) {
    if (ip.isLoopbackAddress()) {
      return new Networks(Optional.empty(), LOOPBACK_SITE, Reach.LOOPBACK);
    }
    return new Networks(
        Optional.of(AddressPrefix.of(ip, 4, 7)),
        AddressPrefix.of(ip, 3, 6),
        isPrivate(ip) ? Reach.PRIVATE : Reach.PUBLIC);
  }

  private static boolean isPrivate(InetAddress ip) {
    return ip.isSiteLocalAddress()
        || ip.isLinkLocalAddress()
        || !(ip instanceof Inet4Address) && (ip.getAddress()[0] & 0xfe) == UNIQUE_LOCAL;
  }

  boolean isPublic() {
    return reach == Reach.PUBLIC;
  }

  List<AddressPrefix> all() {
    return address.map(a -> List.of(a, site)).orElseGet(() -> List.of(site));
  }
}
