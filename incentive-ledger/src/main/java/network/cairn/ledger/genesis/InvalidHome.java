package network.cairn.ledger.genesis;

/// A ledger's home that cannot be made or used; the message names the folder and what to do.
public final class InvalidHome extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidHome(String message) {
    super(message);
  }

  public InvalidHome(String message, Throwable cause) {
    super(message, cause);
  }
}
