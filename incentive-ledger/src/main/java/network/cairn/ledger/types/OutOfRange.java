package network.cairn.ledger.types;

/// A well-formed value with a field outside its bounds; the message names field and bound.
public final class OutOfRange extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutOfRange(String message) {
    super(message);
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new OutOfRange(message);
    }
  }
}
