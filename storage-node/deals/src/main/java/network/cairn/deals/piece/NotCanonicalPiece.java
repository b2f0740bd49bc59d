package network.cairn.deals.piece;

/// These bytes, or this DAG, are no canonical piece; the message says where and why.
public final class NotCanonicalPiece extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotCanonicalPiece(String message) {
    super(message);
  }

  NotCanonicalPiece(String message, Throwable cause) {
    super(message, cause);
  }
}
