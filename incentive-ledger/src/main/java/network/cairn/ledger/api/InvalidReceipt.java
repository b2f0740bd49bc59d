package network.cairn.ledger.api;

/// A receipt that does not prove what it says; the message says which claim failed.
public final class InvalidReceipt extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidReceipt(String message) {
    super(message);
  }
}
