package network.cairn.content.routing;

import java.util.List;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// A peer that is said to have a block.
///
/// @param addresses where it is said to be, without `/p2p`, the first [#MAX_ADDRESSES] of those
///   given; none if only the host may know
public record ProviderInfo(PeerId peer, List<Multiaddr> addresses) {
  /// As many as are kept of one peer.
  public static final int MAX_ADDRESSES = 16;

  public ProviderInfo {
    addresses = addresses.stream().limit(MAX_ADDRESSES).toList();
  }
}
