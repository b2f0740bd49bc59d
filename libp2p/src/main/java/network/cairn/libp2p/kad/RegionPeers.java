package network.cairn.libp2p.kad;

import java.util.List;
import network.cairn.libp2p.peer.PeerId;

/// The peers that are nearest to the keys of a region: all of the region itself and, where those
/// are too few, of a wider one. As far as they answered.
///
/// @param wide the region that was looked through
/// @param peers who answered in it, in no order
public record RegionPeers(KeyRegion wide, List<PeerId> peers) {
  public RegionPeers {
    peers = List.copyOf(peers);
  }

  /// What came of announcing keys to them.
  ///
  /// @param records that peers took
  /// @param keys of which at least one peer took a record
  public record Told(long records, int keys) {}
}
