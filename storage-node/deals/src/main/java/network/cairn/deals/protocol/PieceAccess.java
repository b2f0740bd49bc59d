package network.cairn.deals.protocol;

import java.util.Optional;
import network.cairn.deals.piece.PieceBytes;
import network.cairn.ledger.proof.PieceCid;
import network.cairn.libp2p.peer.PeerId;

/// Decides who may read which piece, and where its bytes are. Thread-safe.
@FunctionalInterface
public interface PieceAccess {
  /// The piece's bytes if this peer may have them now; empty otherwise, whether or not the piece is
  /// here.
  Optional<PieceBytes> open(PeerId peer, PieceCid piece);
}
