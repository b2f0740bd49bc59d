package network.cairn.ledger.rules;

/// How a set's open period stands before the next block (docs/protocol.md §5).
public enum ProofWindow {
  /// The set has ended, or belongs to another.
  NONE,

  /// The period is proven already.
  PROVEN,

  /// Its window has not opened.
  EARLY,

  /// A proof counts.
  OPEN,

  /// Its deadline has passed.
  LATE
}
