/// What every engine of the ledger shares: executing a block over a stored state, checking a stored
/// block, verifying a whole log, counting.
///
/// Comes in: blocks and snapshots. Goes out: changes for the store. No threads, no clock, no disk
/// of its own. Must never commit.
@NullMarked
package network.cairn.ledger.engine;

import org.jspecify.annotations.NullMarked;
