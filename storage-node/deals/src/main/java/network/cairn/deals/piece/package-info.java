/// The one form of a piece: which bytes a DAG becomes, read by range or checked while they arrive.
///
/// Comes in: blocks, or a stream of bytes from somebody who may lie. Goes out: a CARv1 in pre-order
/// and link order, each CID once, identity left out. Must never hold a piece in memory, nor accept
/// a byte that the DAG does not prescribe.
@NullMarked
package network.cairn.deals.piece;

import org.jspecify.annotations.NullMarked;
