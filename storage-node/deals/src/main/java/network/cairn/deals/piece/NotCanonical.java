package network.cairn.deals.piece;

/// These bytes, or this DAG, are no canonical piece; the message says where and why.
public final class NotCanonical extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotCanonical(String message) {
    super(message);
  }

  NotCanonical(String message, Throwable cause) {
    super(message, cause);
  }
}
