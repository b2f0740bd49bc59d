package network.cairn.ledger.api;

/// The ledger answered something that its validators did not sign, or that is too old; the message
/// says what. Nothing of the answer may be used.
public final class UntrustedAnswer extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UntrustedAnswer(String message) {
    super(message);
  }
}
