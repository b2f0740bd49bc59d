package network.cairn.libp2p.swarm;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// How many connections the outside may open, by where it is: at once, and new ones by time
/// (go-libp2p's connection limiters). Thread-safe.
///
/// An IPv4 address or IPv6 /56 has a number at once, and 16 new ones at a time with one more every
/// 5 s; an IPv6 /48 eight times that number, and 80 with one more every 2 s. Loopback is free.
/// Counts are kept of open connections only, so there are as many as those.
final class InboundBounds {
  private static final int IPV4 = 4;
  private static final int SITE = 6;
  private static final int SUBNET = 7;
  private static final int SITE_SHARE = 8;

  private final int perAddress;
  private final TokenBuckets rate = new TokenBuckets(0.2, 16);
  private final TokenBuckets siteRate = new TokenBuckets(0.5, 80);
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ByteBuffer, Integer> open = new HashMap<>();

  InboundBounds(int perAddress) {
    this.perAddress = perAddress;
  }

  /// Counts a new connection, or names the bound that it would break: `ip` or `rate`.
  Optional<String> admit(InetAddress ip, long now) {
    if (ip.isLoopbackAddress()) {
      return Optional.empty();
    }
    lock.lock();
    try {
      List<ByteBuffer> networks = networks(ip);
      for (int i = 0; i < networks.size(); i++) {
        int bound = i == 0 ? perAddress : perAddress * SITE_SHARE;
        if (open.getOrDefault(networks.get(i), 0) >= bound) {
          return Optional.of("ip");
        }
      }
      for (int i = 0; i < networks.size(); i++) {
        if (!(i == 0 ? rate : siteRate).take(networks.get(i), now)) {
          return Optional.of("rate");
        }
      }
      networks.forEach(network -> open.merge(network, 1, Integer::sum));
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Notes that an admitted connection has ended.
  void release(InetAddress ip) {
    if (ip.isLoopbackAddress()) {
      return;
    }
    lock.lock();
    try {
      for (ByteBuffer network : networks(ip)) {
        open.computeIfPresent(network, (_, n) -> n == 1 ? null : n - 1);
      }
    } finally {
      lock.unlock();
    }
  }

  int counted() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  private static List<ByteBuffer> networks(InetAddress ip) {
    ByteBuffer near = TokenBuckets.network(ip, IPV4, SUBNET);
    return ip instanceof Inet4Address
        ? List.of(near)
        : List.of(near, TokenBuckets.network(ip, IPV4, SITE));
  }
}
