/// What a trustless answer holds: the blocks on the way along a path and those of the DAG at its
/// end that were asked for (ipfs specs, trustless-gateway; IPIP-402, IPIP-412).
///
/// Comes in: a path and a [Selection]. Goes out: blocks, each checked against its CID, in the order
/// of a depth-first walk. Holds no block but the one it gives; writes nothing.
@NullMarked
package network.cairn.content.trustless;

import org.jspecify.annotations.NullMarked;
