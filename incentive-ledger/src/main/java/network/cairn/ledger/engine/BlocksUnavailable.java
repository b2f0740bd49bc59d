package network.cairn.ledger.engine;

/// What keeps the blocks does not answer now, as while it starts: nothing is known of them, and
/// trying again later may help.
public final class BlocksUnavailable extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /// @param cause whose message this one tells too
  public BlocksUnavailable(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
