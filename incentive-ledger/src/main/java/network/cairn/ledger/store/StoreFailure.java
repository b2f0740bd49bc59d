package network.cairn.ledger.store;

/// The ledger's disk does not do what it must; the message says what and where. The ledger stops.
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreFailure(String message) {
    super(message);
  }

  /// @param cause what the disk said of it, which the message tells too
  public StoreFailure(String message, Throwable cause) {
    super(message + why(message, cause), cause);
  }

  private static String why(String message, Throwable cause) {
    String told = cause.getMessage();
    return told == null || message.contains(told) ? "" : ": " + told;
  }
}
