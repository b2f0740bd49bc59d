/// The socket on which CometBFT asks its application (ABCI 2.0): frames, connections, order.
///
/// Comes in: bytes of CometBFT. Goes out: requests to one handler, its answers in their order. Must
/// never answer a fault of the handler: that ends the process.
@NullMarked
package network.cairn.ledger.engine.comet.abci;

import org.jspecify.annotations.NullMarked;
