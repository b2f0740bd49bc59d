package network.cairn.deals.provider.prover;

import network.cairn.ledger.proof.PieceCid;

/// A stored piece no longer has the bytes that its name commits to: it must be fetched again before
/// its deadline.
public final class CorruptPiece extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient PieceCid piece;

  public CorruptPiece(PieceCid piece, String detail) {
    super("piece " + piece + " is damaged on disk: " + detail);
    this.piece = piece;
  }

  /// Which piece.
  public PieceCid piece() {
    return piece;
  }
}
