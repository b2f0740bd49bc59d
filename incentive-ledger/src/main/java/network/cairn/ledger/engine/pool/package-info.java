/// Transactions that wait for a block, for whatever engine makes it: admission, the shares of pool
/// and block, the order in which payers are served, who sent what is false (docs/protocol.md §13).
///
/// Comes in: envelopes with who handed them in, states. Goes out: refusals, and what the next block
/// should hold. No threads, no clock: time is height. Must never change what a block may hold.
@NullMarked
package network.cairn.ledger.engine.pool;

import org.jspecify.annotations.NullMarked;
