package network.cairn.ledger.proof;

/// Bytes or sizes that name no piece; the message says which field is wrong and with which value.
public final class InvalidPieceCid extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidPieceCid(String message) {
    super(message);
  }

  InvalidPieceCid(String message, Throwable cause) {
    super(message, cause);
  }
}
