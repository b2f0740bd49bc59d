package network.cairn.ledger.wallet;

/// A text that is no address; the message says why.
public final class InvalidAddress extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidAddress(String message) {
    super(message);
  }
}
