/// The engine of one process: makes, signs and executes blocks by itself.
///
/// Comes in: genesis, keys, clock, store, transactions. Goes out: blocks in the log, states in the
/// store, snapshots for readers. One platform thread writes; readers come from any. Must never
/// acknowledge what is not durable.
@NullMarked
package network.cairn.ledger.engine.embedded;

import org.jspecify.annotations.NullMarked;
