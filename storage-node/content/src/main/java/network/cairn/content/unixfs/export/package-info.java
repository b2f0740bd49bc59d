/// UnixFS out of the node again: to files and directories, and as a tar stream.
///
/// Comes in: a CID and where it goes. Goes out: files, directories and symlinks below exactly that
/// place. Never follows a symlink, never accepts a name that is not one path element, never leaves
/// half a file under its final name.
@NullMarked
package network.cairn.content.unixfs.export;

import org.jspecify.annotations.NullMarked;
