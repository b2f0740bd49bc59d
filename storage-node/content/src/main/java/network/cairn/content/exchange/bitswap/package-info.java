/// Bitswap 1.2: blocks from and to peers (ipfs specs, bitswap-protocol).
///
/// Comes in: wants of sessions here and of peers. Goes out: verified blocks, presences, cancels.
/// Streams are one-way: what this node says goes out on streams that it opens. Never keeps a block:
/// storing is the caller's, and whatever is sent is read through a [ServedBlockSource] that checks
/// it.
@NullMarked
package network.cairn.content.exchange.bitswap;

import org.jspecify.annotations.NullMarked;
