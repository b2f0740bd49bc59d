/// The ledger's disk: the state with its tree in LMDB, blocks in an append-only log.
///
/// Comes in: one commit per block, from one platform thread. Goes out: snapshots that keep their
/// height, blocks by height. Durable before a call returns. Must never judge what it keeps.
@NullMarked
package network.cairn.ledger.store;

import org.jspecify.annotations.NullMarked;
