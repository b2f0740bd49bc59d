/// A large ledger in one process: what a block costs when many sets and agreements are in state,
/// and what its state takes on the disk.
///
/// Comes in: counts. Goes out: milliseconds and bytes. The state is written as records, not grown
/// by transactions; blocks are made by the product's engine over it.
@NullMarked
package network.cairn.bench.ledger;

import org.jspecify.annotations.NullMarked;
