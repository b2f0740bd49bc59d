/// The nodes of UnixFS: what a dag-pb or raw block means as a file, directory, shard or symlink
/// (ipfs specs, UnixFS).
///
/// Comes in: blocks of anyone, and values. Goes out: checked [UnixFsNode] values, and data fields
/// whose bytes equal Kubo's. Pure: no I/O, no clock, no thread.
@NullMarked
package network.cairn.content.unixfs.format;

import org.jspecify.annotations.NullMarked;
