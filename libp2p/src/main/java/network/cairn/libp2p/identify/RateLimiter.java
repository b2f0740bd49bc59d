package network.cairn.libp2p.identify;

import java.net.InetAddress;
import network.cairn.base.net.AddressPrefix;
import network.cairn.libp2p.resource.TokenBuckets;

/// How often a network (IPv4 /24, IPv6 /56) may push, as go-libp2p has it: 0.2 per second, bursts
/// of 10. Bounded; thread-safe.
final class RateLimiter {
  private final TokenBuckets buckets = new TokenBuckets(0.2, 10);

  boolean allow(InetAddress ip, long now) {
    return buckets.take(AddressPrefix.of(ip, 3, 7), now);
  }
}
