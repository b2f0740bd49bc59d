package network.cairn.ledger.engine;

/// What is stored does not follow from genesis and blocks; the message says where. The ledger does
/// not start on it.
public class DamagedLedger extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DamagedLedger(String message) {
    super(message);
  }

  public DamagedLedger(String message, Throwable cause) {
    super(message, cause);
  }
}
