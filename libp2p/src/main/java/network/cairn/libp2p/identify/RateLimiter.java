package network.cairn.libp2p.identify;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// A token bucket per network (IPv4 /24, IPv6 /56), as go-libp2p has for pushes: 0.2 per second,
/// bursts of 10. Bounded; thread-safe.
final class RateLimiter {
  private static final int MAX_NETWORKS = 4096;
  private static final double BURST = 10;
  private static final double PER_NANO = 0.2e-9;

  private static final class Bucket {
    double tokens = BURST;
    long at;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_NETWORKS;
        }
      };

  boolean allow(InetAddress ip, long now) {
    byte[] bytes = ip.getAddress();
    String network = Arrays.toString(Arrays.copyOf(bytes, ip instanceof Inet4Address ? 3 : 7));
    lock.lock();
    try {
      Bucket bucket = buckets.computeIfAbsent(network, _ -> new Bucket());
      if (bucket.at != 0) {
        bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) * PER_NANO);
      }
      bucket.at = now;
      if (bucket.tokens < 1) {
        return false;
      }
      bucket.tokens -= 1;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
