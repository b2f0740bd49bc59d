package network.cairn.libp2p.swarm;

import network.cairn.libp2p.peer.PeerId;

/// Told of connections; called on tasks of the swarm.
public interface SwarmListener {
  /// A connection is up; called on a task of its own. The connection counts as identified when this
  /// returns.
  void opened(SwarmConnection connection);

  /// A connection to this peer counts as identified and is still open; must return at once.
  void identified(PeerId peer);

  /// The last connection to this peer is gone; must return at once.
  void gone(PeerId peer);
}
