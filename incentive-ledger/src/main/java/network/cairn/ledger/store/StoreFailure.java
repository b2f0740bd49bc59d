package network.cairn.ledger.store;

/// The ledger's disk does not do what it must; the message says what and where. The ledger stops.
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreFailure(String message) {
    super(message);
  }

  public StoreFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
