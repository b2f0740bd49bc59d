package network.cairn.ledger.engine;

/// What the ledger counts, for whoever watches it. Methods are called from any thread and must be
/// quick.
public interface LedgerMetrics {
  /// A block was committed: its height, its transactions without the beacon's, and how long it
  /// took.
  default void block(long height, int txs, long nanos) {}

  /// The pool of waiting transactions has now so many.
  default void pool(int size) {}

  /// A transaction was refused at the door.
  default void refused(String reason) {}

  /// Counts nothing.
  static LedgerMetrics none() {
    return new LedgerMetrics() {};
  }
}
