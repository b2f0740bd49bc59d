package network.cairn.ledger.store;

/// The tables of the state are not as they were written; the message says where. The blocks give
/// the state again.
public final class DamagedState extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedState(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
