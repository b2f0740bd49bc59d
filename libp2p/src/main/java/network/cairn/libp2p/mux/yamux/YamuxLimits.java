package network.cairn.libp2p.mux.yamux;

import java.time.Duration;

/// Bounds of a yamux session.
///
/// @param maxWindow how far a receive window may grow, bytes, at least 256 KiB
/// @param maxInbound streams of the peer open at once
/// @param maxOutbound streams of ours open at once; rust peers end a connection at 512
/// @param maxUnacknowledged streams of ours that the peer has not accepted; the specification's
///   backlog
/// @param backlog streams of the peer that wait for [network.cairn.libp2p.mux.MuxedConn#poll]
/// @param keepAlive time between pings
/// @param pongTimeout how long the peer may be silent after a ping
/// @param writeStall how long one write may take
/// @param linger how long a closed stream waits for the peer's FIN
public record YamuxLimits(
    long maxWindow,
    int maxInbound,
    int maxOutbound,
    int maxUnacknowledged,
    int backlog,
    Duration keepAlive,
    Duration pongTimeout,
    Duration writeStall,
    Duration linger) {
  /// The window that both sides start a stream with.
  public static final int INITIAL_WINDOW = 256 * 1024;

  /// The priority of memory that only makes a stream faster, of 255.
  static final int HELPFUL = 128;

  public YamuxLimits {
    if (maxWindow < INITIAL_WINDOW || maxWindow > 1L << 30) {
      throw new IllegalArgumentException(
          "window bound " + maxWindow + " is not between 256 KiB and 1 GiB");
    }
    if (maxInbound < 1 || maxOutbound < 1 || maxUnacknowledged < 1 || backlog < 1) {
      throw new IllegalArgumentException("every stream bound must be at least 1");
    }
  }

  /// What the network's peers expect: libp2p specs, yamux; go-yamux and js-libp2p-yamux defaults.
  public static YamuxLimits standard() {
    return new YamuxLimits(
        16L << 20,
        1024,
        256,
        256,
        256,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60));
  }
}
