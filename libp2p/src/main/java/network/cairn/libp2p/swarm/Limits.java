package network.cairn.libp2p.swarm;

import java.time.Duration;

/// Bounds of a host. The defaults suit a node with 1 GiB of memory and follow Kubo's where peers
/// can tell the difference.
///
/// @param lowWater connections that trimming leaves
/// @param highWater connections above which trimming starts
/// @param grace age below which a connection is not trimmed
/// @param maxConnections connections at once, whatever their state
/// @param maxConnectionsPerPeer connections with one peer
/// @param maxConnectionsPerIp inbound connections from one address; loopback is exempt
/// @param maxPending inbound connections that are not yet secured
/// @param maxNegotiating inbound streams of one connection that agree on a protocol at once
/// @param maxStreams streams at once
/// @param maxStreamsPerPeer streams with one peer
/// @param maxMemory bytes of receive windows at once
/// @param maxMemoryPerPeer bytes of receive windows with one peer
/// @param maxParallelDials addresses of one peer dialled at once
public record Limits(
    int lowWater,
    int highWater,
    Duration grace,
    int maxConnections,
    int maxConnectionsPerPeer,
    int maxConnectionsPerIp,
    int maxPending,
    int maxNegotiating,
    int maxStreams,
    int maxStreamsPerPeer,
    long maxMemory,
    long maxMemoryPerPeer,
    int maxParallelDials) {
  public Limits {
    if (lowWater < 1 || highWater < lowWater || maxConnections < highWater) {
      throw new IllegalArgumentException(
          "connection bounds must rise: low "
              + lowWater
              + ", high "
              + highWater
              + ", most "
              + maxConnections);
    }
  }

  public static Limits standard() {
    return new Limits(
        32, 96, Duration.ofSeconds(20), 512, 8, 8, 64, 128, 4096, 768, 1152L << 20, 192L << 20, 8);
  }

  /// These limits with other water marks.
  public Limits withWater(int low, int high, Duration graceTime) {
    return new Limits(
        low,
        high,
        graceTime,
        maxConnections,
        maxConnectionsPerPeer,
        maxConnectionsPerIp,
        maxPending,
        maxNegotiating,
        maxStreams,
        maxStreamsPerPeer,
        maxMemory,
        maxMemoryPerPeer,
        maxParallelDials);
  }
}
