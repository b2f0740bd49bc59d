package network.cairn.libp2p.identify;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Addresses at which others see this host. One counts once four observers name it, at different
/// IPv4 addresses or IPv6 /56, as one household has no more. Bounded; thread-safe.
final class ObservedAddresses {
  private static final int OBSERVERS = 4;
  private static final int MAX_CANDIDATES = 256;
  private static final int MAX_ACTIVE = 3;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Multiaddr, Set<AddressPrefix>> observers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Multiaddr, Set<AddressPrefix>> eldest) {
          return size() > MAX_CANDIDATES;
        }
      };

  /// Notes what a peer saw; true if that changes [#active].
  boolean observe(Multiaddr observed, Multiaddr observer) {
    InetAddress from = observer.ip().orElse(null);
    if (from == null || !plausible(observed)) {
      return false;
    }
    lock.lock();
    try {
      Set<AddressPrefix> seenBy = observers.computeIfAbsent(observed, _ -> new HashSet<>());
      AddressPrefix household = AddressPrefix.of(from, 4, 7);
      return seenBy.size() < OBSERVERS && seenBy.add(household) && seenBy.size() == OBSERVERS;
    } finally {
      lock.unlock();
    }
  }

  List<Multiaddr> active() {
    lock.lock();
    try {
      return observers.entrySet().stream()
          .filter(e -> e.getValue().size() >= OBSERVERS)
          .map(Map.Entry::getKey)
          .limit(MAX_ACTIVE)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private static boolean plausible(Multiaddr address) {
    return address.peerId().isEmpty()
        && !address.has(Protocol.P2P_CIRCUIT)
        && address.ip().filter(ObservedAddresses::isPublic).isPresent();
  }

  private static boolean isPublic(InetAddress ip) {
    return !ip.isLoopbackAddress()
        && !ip.isAnyLocalAddress()
        && !ip.isMulticastAddress()
        && !ip.isSiteLocalAddress()
        && !ip.isLinkLocalAddress();
  }
}
