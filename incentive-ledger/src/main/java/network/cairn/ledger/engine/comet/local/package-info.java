/// Sockets of this machine at which the CometBFT of this process asks something: who comes in, how
/// many at once, and their end.
///
/// Comes in: connections. Goes out: each of them to whoever serves it. Must never hold more than
/// were allowed, nor know what is said on them.
@NullMarked
package network.cairn.ledger.engine.comet.local;

import org.jspecify.annotations.NullMarked;
