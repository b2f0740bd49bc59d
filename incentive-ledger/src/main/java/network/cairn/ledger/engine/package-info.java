/// What makes blocks, by its interface, and what every engine shares: executing a block over a
/// stored state, checking a stored block, verifying a whole log, counting.
///
/// Comes in: blocks and snapshots. Goes out: changes for the store. No threads, no clock. Must
/// never commit but in [LedgerVerify], nor know a kind of engine.
@NullMarked
package network.cairn.ledger.engine;

import org.jspecify.annotations.NullMarked;
