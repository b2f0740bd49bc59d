package network.cairn.libp2p.swarm;

import java.net.Inet6Address;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.multiaddr.Protocol;
import network.cairn.libp2p.swarm.BlackHole.Verdict;

/// UDP and IPv6, which many networks carry nowhere: public addresses of either are left out while
/// nothing came of them ([BlackHole]). Addresses near by are never left out. Thread-safe.
final class BlackHoles {
  private final ReentrantLock lock = new ReentrantLock();
  private final BlackHole udp = new BlackHole();
  private final BlackHole six = new BlackHole();

  /// Which of one peer's addresses are to be dialled.
  Predicate<Multiaddr> next(List<Multiaddr> addresses) {
    List<Multiaddr> far = addresses.stream().filter(BlackHoles::isPublic).toList();
    lock.lock();
    try {
      Verdict ofUdp = far.stream().anyMatch(BlackHoles::isUdp) ? udp.next() : Verdict.OPEN;
      Verdict ofSix = far.stream().anyMatch(BlackHoles::isSix) ? six.next() : Verdict.OPEN;
      return address -> !isPublic(address) || passes(address, ofUdp, ofSix);
    } finally {
      lock.unlock();
    }
  }

  private static boolean passes(Multiaddr address, Verdict ofUdp, Verdict ofSix) {
    boolean probes =
        isUdp(address) && ofUdp == Verdict.PROBE || isSix(address) && ofSix == Verdict.PROBE;
    boolean closed =
        isUdp(address) && ofUdp == Verdict.CLOSED || isSix(address) && ofSix == Verdict.CLOSED;
    return probes || !closed;
  }

  /// Notes whether a dial reached somebody.
  void ended(Multiaddr address, boolean success) {
    if (!isPublic(address)) {
      return;
    }
    lock.lock();
    try {
      if (isUdp(address)) {
        udp.ended(success);
      }
      if (isSix(address)) {
        six.ended(success);
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean isUdp(Multiaddr address) {
    return address.has(Protocol.UDP);
  }

  private static boolean isSix(Multiaddr address) {
    return address.ip().filter(Inet6Address.class::isInstance).isPresent();
  }

  private static boolean isPublic(Multiaddr address) {
    return address.ip().isPresent() && DialOrder.isFar(address);
  }
}
