package network.cairn.ledger.wallet;

/// A key file that cannot be used; the message names the file and what to do.
public final class KeyFileFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KeyFileFault(String message) {
    super(message);
  }

  public KeyFileFault(String message, Throwable cause) {
    super(message, cause);
  }
}
