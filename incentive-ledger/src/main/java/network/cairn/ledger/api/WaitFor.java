package network.cairn.ledger.api;

/// How long a submission waits.
public enum WaitFor {
  /// Until the pool has it.
  ACCEPTED,
  /// Until it is in a block.
  COMMITTED
}
