package network.cairn.deals.provider.prover;

import network.cairn.ledger.proof.PieceCid;

/// A piece's tree file is missing or damaged; [Prover#rebuild] makes it again from the piece.
public final class UnusableCache extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient PieceCid piece;

  UnusableCache(PieceCid piece, String detail) {
    super("tree file of piece " + piece + ": " + detail + "; rebuild it from the piece");
    this.piece = piece;
  }

  /// Which piece.
  public PieceCid piece() {
    return piece;
  }
}
