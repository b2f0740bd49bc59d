/// The ledger behind CometBFT beside CometBFT's own kvstore, in one run: how many transactions a
/// second each takes into blocks, and how long one takes.
///
/// Comes in: the programs and counts. Goes out: figures of the ledger, of kvstore behind a socket
/// as the ledger is and of kvstore in CometBFT's process, their ratios, and what part of the
/// ledger's process had its processor time. All have the same configuration and get the same load
/// by the same door.
@NullMarked
package network.cairn.bench.consensus;

import org.jspecify.annotations.NullMarked;
