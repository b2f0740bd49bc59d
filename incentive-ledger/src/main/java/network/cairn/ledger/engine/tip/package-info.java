/// Where a chain stands, for every engine: the newest state and those before it, the pool over it,
/// who waits for the next.
///
/// Comes in: changes to commit, transactions, readers. Goes out: snapshots, what a block should
/// hold. One thread commits; readers come from any. Must never commit what its engine did not tell
/// it to, nor know a kind of engine.
@NullMarked
package network.cairn.ledger.engine.tip;

import org.jspecify.annotations.NullMarked;
