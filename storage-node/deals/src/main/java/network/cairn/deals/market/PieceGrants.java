package network.cairn.deals.market;

import java.util.HashMap;
import java.util.Map;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.PeerId;

/// Which provider may read which piece, counted: a grant stands until it was revoked as often.
/// Thread-safe; never waits for a piece that is being made.
final class PieceGrants {
  private final Map<PieceCid, Map<PeerId, Integer>> readers = new HashMap<>();

  synchronized void grant(PieceCid piece, PeerId provider) {
    readers.computeIfAbsent(piece, _ -> new HashMap<>()).merge(provider, 1, Integer::sum);
  }

  synchronized void revoke(PieceCid piece, PeerId provider) {
    readers.computeIfPresent(
        piece,
        (_, peers) -> {
          peers.computeIfPresent(provider, (_, count) -> count > 1 ? count - 1 : null);
          return peers.isEmpty() ? null : peers;
        });
  }

  synchronized boolean holds(PieceCid piece, PeerId provider) {
    return readers.getOrDefault(piece, Map.of()).containsKey(provider);
  }

  /// Whether anybody may read this piece.
  synchronized boolean any(PieceCid piece) {
    return readers.containsKey(piece);
  }
}
