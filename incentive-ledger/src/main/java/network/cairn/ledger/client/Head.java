package network.cairn.ledger.client;

import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.rules.Preconditions;

/// A proved state.
///
/// @param height of the last block that the state holds
/// @param state each read is proved, and throws [LedgerUnavailable] if it cannot be
public record Head(long height, LedgerView state) {
  /// What the block after this one would take; each answer is proved as the reads are.
  public Preconditions next() {
    return Preconditions.after(height, state);
  }
}
