/// Three ways to keep blocks on a disk, measured by the same puts and gets: packs with an index,
/// one LMDB, a file per block.
///
/// Comes in: a folder and sizes. Goes out: rates and bytes on the disk. The two other stores are
/// small and honest, made for this comparison alone; the product never uses them.
@NullMarked
package network.cairn.bench.stores;

import org.jspecify.annotations.NullMarked;
