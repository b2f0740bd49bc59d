package network.cairn.libp2p.kad;

import java.util.List;
import network.cairn.libp2p.peer.PeerId;

/// Hears how a lookup goes: whom it asks and what they say. Called one at a time, must not block.
public interface LookupWatcher {
  /// Hears nothing.
  LookupWatcher NONE = new LookupWatcher() {};

  default void asking(PeerId peer) {}

  /// @param closer the peers that it named
  default void answered(PeerId peer, List<KadPeer> closer) {}

  /// @param why for people, in a few words
  default void failed(PeerId peer, String why) {}
}
