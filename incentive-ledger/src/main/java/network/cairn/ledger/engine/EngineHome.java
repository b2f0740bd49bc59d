package network.cairn.ledger.engine;

import network.cairn.ledger.store.Retention;
import network.cairn.ledger.types.Genesis;

/// What a ledger's home gives its engine.
///
/// @param folder where the engine keeps its files; nobody else has it open
/// @param genesis of the chain
/// @param keys of this home's validator
/// @param retention of what is no state
public record EngineHome(
    LedgerFolder folder, Genesis genesis, ValidatorKeys keys, Retention retention) {}
