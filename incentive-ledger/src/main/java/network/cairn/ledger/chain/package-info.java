/// Headers, votes, validator sets and commits in CometBFT's exact form (v0.39), and the light
/// verification of headers (`docs/protocol.md` §1).
///
/// Comes in: messages of `proto/comet`, from whom ever. Goes out: hashes, sign bytes, verdicts.
/// Pure: no clock, the caller says what time it is. Must never throw for what came from outside.
@NullMarked
package network.cairn.ledger.chain;

import org.jspecify.annotations.NullMarked;
