package network.cairn.ledger.rules;

/// Something that is no block of this chain; the message says which rule broke.
public final class InvalidBlock extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidBlock(String message) {
    super(message);
  }
}
