package network.cairn.libp2p.identify;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.multiaddr.Component;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;

/// Addresses at which others see this host. One counts once four observers name it, at different
/// IPv4 addresses or IPv6 /56, as one household has no more; and only if this host listens for the
/// protocols of it, as what is dialled from a port need not be what is listened for there. Bounded;
/// thread-safe.
final class ObservedAddresses {
  private static final int OBSERVERS = 4;
  private static final int MAX_CANDIDATES = 256;
  private static final int MAX_ACTIVE = 3;

  private final Supplier<List<Multiaddr>> listening;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Multiaddr, Set<AddressPrefix>> observers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Multiaddr, Set<AddressPrefix>> eldest) {
          return size() > MAX_CANDIDATES;
        }
      };

  /// @param listening the addresses that are listened at, unspecified ones as they are
  ObservedAddresses(Supplier<List<Multiaddr>> listening) {
    this.listening = listening;
  }

  /// Notes what a peer saw; true if that changes [#active].
  boolean observe(Multiaddr observed, Multiaddr observer) {
    InetAddress from = observer.ip().orElse(null);
    if (from == null || !plausible(observed) || !isListenedFor(observed)) {
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

  private boolean isListenedFor(Multiaddr observed) {
    List<Protocol> protocols = protocols(observed);
    return listening.get().stream()
        .anyMatch(own ->
            protocols.equals(protocols(own))
                || (isAnySix(own) && after(protocols).equals(after(protocols(own)))));
  }

  private static List<Protocol> protocols(Multiaddr address) {
    return address.components().stream().map(Component::protocol).toList();
  }

  private static List<Protocol> after(List<Protocol> ip) {
    return ip.subList(1, ip.size());
  }

  /// Whoever listens at `::` takes IPv4 too.
  private static boolean isAnySix(Multiaddr address) {
    return address
        .ip()
        .filter(ip -> ip instanceof Inet6Address && ip.isAnyLocalAddress())
        .isPresent();
  }

  private static boolean isPublic(InetAddress ip) {
    return !ip.isLoopbackAddress()
        && !ip.isAnyLocalAddress()
        && !ip.isMulticastAddress()
        && !ip.isSiteLocalAddress()
        && !ip.isLinkLocalAddress();
  }
}
