package network.cairn.libp2p.host;

import java.time.Duration;

/// How many inbound streams of a protocol may be served at once, and how long the first request may
/// take (docs/protocol.md §8, places of streams).
///
/// @param name whose places these are; protocols with the same name share them
/// @param perPeer served at once for one peer
/// @param perNetwork served at once for one IPv4 /24 or IPv6 /56; loopback is none
/// @param inAll served at once
/// @param request from a stream's arrival until its first request has been read
public record StreamBounds(String name, int perPeer, int perNetwork, int inAll, Duration request) {
  public StreamBounds {
    if (perPeer < 1 || perNetwork < perPeer || inAll < perNetwork || request.isNegative()) {
      throw new IllegalArgumentException("the bounds of " + name + " must rise from 1");
    }
  }
}
