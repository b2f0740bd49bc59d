package network.cairn.ledger.client;

/// The ledger did not answer in time, or its answer was not proved; nothing is known, ask again
/// later.
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerUnavailable(String message) {
    super(message);
  }

  public LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
