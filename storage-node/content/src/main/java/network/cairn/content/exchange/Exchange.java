package network.cairn.content.exchange;

import java.net.URI;
import java.util.List;
import network.cairn.ipld.cid.Cid;

/// A way to get blocks from others. Thread-safe.
public interface Exchange {
  /// Opens a session for blocks that belong together; peers that gave one are asked for the next
  /// first.
  ///
  /// @param root the block that the session's other blocks hang from; a hint where to find peers
  ExchangeSession session(Cid root);

  /// As [#session(Cid)], for somebody who names servers that are to be asked as well.
  default ExchangeSession session(Cid root, List<URI> servers) {
    return session(root);
  }

  /// Whether there is anybody to ask.
  default boolean isOnline() {
    return true;
  }

  /// An exchange that has no block of anyone: for a node that is offline.
  static Exchange offline() {
    return new Offline();
  }
}
