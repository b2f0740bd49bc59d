/// How a client and a provider talk: `/cairn/deal/1.0.0` and `/cairn/piece/1.0.0` (docs/protocol.md
/// §8).
///
/// Comes in: streams of a host. Goes out: asks, proposals and their answers, pieces by range. Must
/// never answer beyond the bounds of size, time and number that stand here, nor decide who is
/// allowed to have what: that is asked of whoever serves.
@NullMarked
package network.cairn.deals.protocol;

import org.jspecify.annotations.NullMarked;
