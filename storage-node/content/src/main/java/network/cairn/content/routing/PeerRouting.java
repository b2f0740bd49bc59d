package network.cairn.content.routing;

import java.time.Duration;
import java.util.Optional;
import network.cairn.libp2p.peer.PeerId;

/// A way to find out where a peer is. Thread-safe.
///
/// Answers are hints: a peer may be gone, and whoever is where it is said to be shows by its key
/// who it is.
@FunctionalInterface
public interface PeerRouting {
  /// Where a peer is said to be; empty if that is not known, or not by the time.
  Optional<ProviderInfo> findPeer(PeerId peer, Duration timeout) throws InterruptedException;
}
