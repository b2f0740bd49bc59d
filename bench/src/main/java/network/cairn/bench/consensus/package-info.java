/// The ledger behind CometBFT beside CometBFT's own kvstore, in one run: how many transactions a
/// second each takes into blocks, and how long one takes.
///
/// Comes in: the program and counts. Goes out: figures of both and their ratio. Both have the same
/// configuration and get the same load by the same door.
@NullMarked
package network.cairn.bench.consensus;

import org.jspecify.annotations.NullMarked;
