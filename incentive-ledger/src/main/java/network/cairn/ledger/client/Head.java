package network.cairn.ledger.client;

import network.cairn.ledger.rules.LedgerView;

/// A proved state.
///
/// @param height of the last block that the state holds
/// @param state each read is proved, and throws [LedgerUnavailable] if it cannot be
public record Head(long height, LedgerView state) {}
