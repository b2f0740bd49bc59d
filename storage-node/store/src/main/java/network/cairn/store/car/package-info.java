/// CARv1 files read by position: sections in order, and files of others whose blocks the store
/// serves.
///
/// Comes in: immutable files. Goes out: their blocks, each hashed once before it is told of. Never
/// writes to a file, never deletes one.
@NullMarked
package network.cairn.store.car;

import org.jspecify.annotations.NullMarked;
