package network.cairn.ledger.types;

/// Bytes that are no canonical encoding of what they claim to be; the message says which rule
/// broke.
public final class NotCanonical extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotCanonical(String message) {
    super(message);
  }
}
