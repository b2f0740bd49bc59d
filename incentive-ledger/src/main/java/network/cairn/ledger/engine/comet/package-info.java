/// The engine of many processes: CometBFT orders transactions and signs blocks, this program
/// executes them behind ABCI 2.0.
///
/// Comes in: a home, CometBFT's requests and answers. Goes out: states in the store, snapshots for
/// readers, a child process. Must never store what CometBFT did not commit, nor answer a fault.
@NullMarked
package network.cairn.ledger.engine.comet;

import org.jspecify.annotations.NullMarked;
