/// Pieces against their definition and against liars.
@NullMarked
package network.cairn.node.deal.piece;

import org.jspecify.annotations.NullMarked;
