package network.cairn.libp2p.kad;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// Whose network a public address is of, so that one owner of many addresses does not fill a table
/// or an answer: IPv4 /16, IPv6 /32, which is what a provider is usually given. Private addresses
/// are of no group.
final class IpGroups {
  /// Of one group in a whole table, and in one answer.
  static final int MOST = 3;

  /// Of one group in one bucket.
  static final int MOST_OF_BUCKET = 2;

  private static final int IPV4_BYTES = 2;
  private static final int IPV6_BYTES = 4;

  private IpGroups() {}

  static Set<AddressPrefix> of(List<Multiaddr> addresses) {
    Set<AddressPrefix> groups = new HashSet<>();
    for (Multiaddr address : addresses) {
      address.ip().filter(KadScope::isPublic).map(IpGroups::of).ifPresent(groups::add);
    }
    return groups;
  }

  private static AddressPrefix of(InetAddress ip) {
    return AddressPrefix.of(ip, IPV4_BYTES, IPV6_BYTES);
  }

  /// The first [#MOST] peers of each group; who is of several groups counts in all of them.
  static List<KadPeer> diverse(List<KadPeer> peers) {
    Map<AddressPrefix, Integer> counts = new HashMap<>();
    List<KadPeer> diverse = new ArrayList<>();
    for (KadPeer peer : peers) {
      Set<AddressPrefix> groups = of(peer.addresses());
      if (groups.stream().allMatch(g -> counts.getOrDefault(g, 0) < MOST)) {
        groups.forEach(g -> counts.merge(g, 1, Integer::sum));
        diverse.add(peer);
      }
    }
    return diverse;
  }
}
