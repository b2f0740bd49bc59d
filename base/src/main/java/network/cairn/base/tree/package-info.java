/// What is to be imported: trees of files, directories and symlinks, from a disk or from anywhere
/// else.
///
/// Comes in: paths, streams, filter rules. Goes out: [SourceEntry] values whose contents are opened
/// only when read. Never follows a symlink unless told to, and never hashes or stores.
@NullMarked
package network.cairn.base.tree;

import org.jspecify.annotations.NullMarked;
