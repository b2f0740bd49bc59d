/// Blocks in append-only packs, found through an index: the store itself.
///
/// Comes in: blocks to keep, a disk, tables, a collection's order to sweep. Goes out: the blocks,
/// after a crash too. Never reports a block as kept before pack, directory and index are durable;
/// its files are reached through [network.cairn.base.files.Disk] only.
@NullMarked
package network.cairn.store.pack;

import org.jspecify.annotations.NullMarked;
