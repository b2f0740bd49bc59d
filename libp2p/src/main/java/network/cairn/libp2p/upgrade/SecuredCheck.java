package network.cairn.libp2p.upgrade;

import java.io.IOException;
import network.cairn.libp2p.host.Connection.Direction;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;

/// Asked once for each connection, when its peer has proved its key and before it is muxed.
public interface SecuredCheck {
  /// Lets everything pass.
  SecuredCheck NONE = (_, _, _) -> {};

  /// @throws IOException if the connection is refused
  void secured(Direction direction, PeerId peer, Multiaddr remote) throws IOException;
}
