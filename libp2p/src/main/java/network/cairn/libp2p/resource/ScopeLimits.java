package network.cairn.libp2p.resource;

/// One row of [ResourceLimits]: the most that one scope may hold of each [Resource].
///
/// @param connections connections at once
/// @param upgrades inbound connections that are not yet secured
/// @param streams streams at once
/// @param negotiations inbound streams that agree on a protocol at once
/// @param memory bytes of windows and buffers at once
public record ScopeLimits(
    long connections, long upgrades, long streams, long negotiations, long memory) {
  long of(Resource resource) {
    return switch (resource) {
      case CONNECTIONS -> connections;
      case UPGRADES -> upgrades;
      case STREAMS -> streams;
      case NEGOTIATIONS -> negotiations;
      case MEMORY -> memory;
    };
  }
}
