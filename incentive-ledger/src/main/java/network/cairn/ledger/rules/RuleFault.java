package network.cairn.ledger.rules;

/// The rules failed on a transaction in a way that none of them foresees: a fault of this program,
/// never a result. The block that holds the transaction is not made.
public final class RuleFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int index;

  /// @param index of the transaction in its block
  public RuleFault(int index, Throwable cause) {
    super("the rules fail on transaction " + index + " of the block: " + cause, cause);
    this.index = index;
  }

  /// The transaction's place in the block; the beacon has 0.
  public int index() {
    return index;
  }
}
