package network.cairn.libp2p.host;

import network.cairn.libp2p.peer.PeerId;

/// Told of peers coming and going; called on a thread of the host, must return at once.
public interface PeerListener {
  /// The first connection to this peer is up and identified (its protocols are in the peerstore).
  void connected(PeerId peer);

  /// The last connection to this peer is gone, also of one that was gone before anybody was told of
  /// it. Told late, the peer may be back already.
  void disconnected(PeerId peer);
}
