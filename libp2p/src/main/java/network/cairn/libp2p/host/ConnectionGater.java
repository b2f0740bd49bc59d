package network.cairn.libp2p.host;

import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Decides which connections may come up, at the five points where go-libp2p's gater of the same
/// name is asked; `true` lets the connection go on. Every answer is yes unless overridden.
///
/// Called on the host's threads, several at once: must return soon. A gater that throws refuses.
public interface ConnectionGater {
  /// Lets everything pass.
  ConnectionGater OPEN = new ConnectionGater() {};

  /// Before a peer is dialled at all; not asked for a peer that is connected.
  default boolean interceptPeerDial(PeerId peer) {
    return true;
  }

  /// Before one address of a peer is dialled.
  ///
  /// @param address without `/p2p`
  default boolean interceptAddrDial(PeerId peer, Multiaddr address) {
    return true;
  }

  /// When a connection came in, before a byte of it is read.
  default boolean interceptAccept(Multiaddr local, Multiaddr remote) {
    return true;
  }

  /// When the peer has proved its key, before a muxer is agreed.
  default boolean interceptSecured(Direction direction, PeerId peer, Multiaddr remote) {
    return true;
  }

  /// When the connection could be used, before anyone hears of it.
  default boolean interceptUpgraded(Connection connection) {
    return true;
  }
}
