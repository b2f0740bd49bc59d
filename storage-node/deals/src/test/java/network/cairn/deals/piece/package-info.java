/// Pieces against their definition and against liars.
@NullMarked
package network.cairn.deals.piece;

import org.jspecify.annotations.NullMarked;
