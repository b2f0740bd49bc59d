/// Which headers of a chain follow from what is trusted of it, as CometBFT's light client decides
/// it: upwards through changes of the validators, downwards by the hashes of the blocks before
/// (docs/protocol.md §9).
///
/// Comes in: what a user trusts, light blocks from whom ever, the time. Goes out: the headers to
/// believe, the height that must be asked for next, or why nothing is believed. Pure: who fetches,
/// stores and waits is `ledger.api`. Must never throw for what came from outside, nor take more
/// steps than its bounds say.
@NullMarked
package network.cairn.ledger.light;

import org.jspecify.annotations.NullMarked;
