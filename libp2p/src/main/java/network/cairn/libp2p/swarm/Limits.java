package network.cairn.libp2p.swarm;

import java.time.Duration;
import network.cairn.libp2p.resource.ResourceLimits;

/// Bounds of a host; they follow Kubo's where peers can tell the difference.
///
/// @param lowWater connections that trimming leaves
/// @param highWater connections above which trimming starts
/// @param grace age below which a connection is not trimmed
/// @param maxNegotiating inbound streams of one connection that agree on a protocol at once
/// @param maxParallelDials addresses of one peer dialled at once
/// @param resources what all connections, those of a network and those of a peer may hold
public record Limits(
    int lowWater,
    int highWater,
    Duration grace,
    int maxNegotiating,
    int maxParallelDials,
    ResourceLimits resources) {
  private static final int LOW_WATER = 32;
  private static final int HIGH_WATER = 96;
  private static final long STANDARD_HEAP = 4L << 30;

  public Limits {
    long most = resources.system().connections();
    if (lowWater < 1 || highWater < lowWater || most < highWater) {
      throw new IllegalArgumentException(
          "connection bounds must rise: low "
              + lowWater
              + ", high "
              + highWater
              + ", most "
              + most);
    }
  }

  /// The bounds of a process whose heap may grow to so many bytes (`Runtime.maxMemory`).
  public static Limits ofHeap(long bytes) {
    return of(ResourceLimits.ofHeap(bytes));
  }

  /// The usual marks over these resources.
  public static Limits of(ResourceLimits resources) {
    return new Limits(1, 1, Duration.ofSeconds(20), 128, 8, resources)
        .withWater(LOW_WATER, HIGH_WATER, Duration.ofSeconds(20));
  }

  /// The bounds of a process with a heap of 4 GiB.
  public static Limits standard() {
    return ofHeap(STANDARD_HEAP);
  }

  /// These limits with other water marks. Where the memory does not carry so many connections the
  /// marks are lowered, the high one to three quarters of the connections at once.
  public Limits withWater(int low, int high, Duration graceTime) {
    int most = (int) (resources.system().connections() / 4 * 3);
    int lowered = Math.min(high, most);
    return new Limits(
        Math.min(low, lowered), lowered, graceTime, maxNegotiating, maxParallelDials, resources);
  }
}
