/// The data model of IPLD and the blocks it is stored in: values without a codec.
///
/// Comes in: bytes with their CID. Goes out: blocks (checked against their hash on request), nodes,
/// links. Never fetches anything and never walks from one block to the next.
@NullMarked
package network.cairn.ipld.dag;

import org.jspecify.annotations.NullMarked;
