package network.cairn.ledger.engine;

import java.util.Optional;
import network.cairn.ledger.store.Keeping;
import network.cairn.ledger.types.Genesis;

/// What a ledger's home gives its engine.
///
/// @param folder where the engine keeps its files; nobody else has it open
/// @param genesis of the chain
/// @param keys of this home's validator
/// @param keeping of what is not the newest state
/// @param move where this home's chain goes on, if it began with another engine
public record EngineHome(
    LedgerFolder folder,
    Genesis genesis,
    ValidatorKeys keys,
    Keeping keeping,
    Optional<ChainMove> move) {}
