package network.cairn.ledger.genesis;

/// A text that is no network file; the message names the line.
public final class InvalidNetworkFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidNetworkFile(String message) {
    super(message);
  }
}
