package network.cairn.ledger.api;

/// The ledger did not answer, or not in time, or cannot yet, or nothing that it answered was
/// proved: nothing is known, and trying again later may help.
public final class LedgerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LedgerUnavailable(String message) {
    super(message);
  }

  public LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
