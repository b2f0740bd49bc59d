package network.cairn.libp2p.host;

import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// A snapshot of one secured connection, for listings and metrics.
///
/// @param direction who dialled
/// @param latencyNanos smoothed round trip, 0 while unknown
/// @param streams protocols of the open streams
public record Connection(
    PeerId peer,
    Multiaddr remoteAddress,
    Direction direction,
    long latencyNanos,
    List<String> streams) {
  /// Who dialled the connection.
  public enum Direction {
    INBOUND,
    OUTBOUND
  }
}
