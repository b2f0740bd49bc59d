package network.cairn.libp2p.host;

import network.cairn.libp2p.host.Connection.Direction;

/// Told of what the host does, so that someone may count it. Called on the host's threads: must
/// return at once.
public interface NetworkMetrics {
  /// Counts nothing.
  NetworkMetrics NONE = new NetworkMetrics() {};

  /// A connection is up.
  default void connectionOpened(Direction direction) {}

  /// @param bytesIn bytes that arrived inside the secured connection, likewise `bytesOut`
  default void connectionClosed(Direction direction, long bytesIn, long bytesOut) {}

  /// A stream of this protocol has begun.
  default void streamOpened(String protocol, Direction direction) {}

  /// A stream has ended; bytes as the protocol saw them.
  default void streamClosed(String protocol, Direction direction, long bytesIn, long bytesOut) {}

  /// A limit turned something down.
  ///
  /// @param limit a short constant name: `connections`, `pending`, `ip`, `rate`, `gater`,
  ///   `streams`, `backlog`, `negotiation`, `places`, `memory`, `share`, `protocol`, `stall`
  default void refused(String limit) {}
}
