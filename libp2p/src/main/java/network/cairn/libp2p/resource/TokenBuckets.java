package network.cairn.libp2p.resource;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.base.net.AddressPrefix;

/// A token bucket per network of addresses, full at first: so many events at once, then so many a
/// second. Thread-safe.
///
/// At most 4,096 networks are remembered, the longest unused is forgotten first.
public final class TokenBuckets {
  private static final int MAX_NETWORKS = 4096;
  private static final double NANOS = 1e9;

  private static final class Bucket {
    double tokens;
    long at;

    Bucket(double tokens, long at) {
      this.tokens = tokens;
      this.at = at;
    }
  }

  private final double perSecond;
  private final double burst;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AddressPrefix, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AddressPrefix, Bucket> eldest) {
          return size() > MAX_NETWORKS;
        }
      };

  public TokenBuckets(double perSecond, int burst) {
    this.perSecond = perSecond;
    this.burst = burst;
  }

  /// Takes a token of this network; false if there is none.
  ///
  /// @param now nanoseconds of a monotonic clock
  public boolean take(AddressPrefix network, long now) {
    lock.lock();
    try {
      Bucket bucket = buckets.computeIfAbsent(network, _ -> new Bucket(burst, now));
      bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) * perSecond / NANOS);
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

  int remembered() {
    lock.lock();
    try {
      return buckets.size();
    } finally {
      lock.unlock();
    }
  }
}
