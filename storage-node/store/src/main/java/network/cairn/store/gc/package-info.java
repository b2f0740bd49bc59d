/// Collection of what no root keeps, while writers go on.
///
/// Comes in: roots, blocks with their positions, what writers rely on. Goes out: orders to remove.
/// Never removes what is below a root, pinned or relied on by an open writer; knows no pack.
@NullMarked
package network.cairn.store.gc;

import org.jspecify.annotations.NullMarked;
