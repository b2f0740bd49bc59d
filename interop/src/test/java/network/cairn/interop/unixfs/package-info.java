/// Imports of this node against those of the Kubo binary, offline.
///
/// Comes in: the binary by `-Dkubo.bin`, trees from a seed. Goes out: a comparison of CIDs. Starts
/// no daemon.
@NullMarked
package network.cairn.interop.unixfs;

import org.jspecify.annotations.NullMarked;
