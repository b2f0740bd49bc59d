/// Files that survive a power cut: directories as [network.cairn.base.files.Disk], small files by
/// [network.cairn.base.files.DurableFiles].
///
/// Comes in: bytes and names. Goes out: the promise that they are on the disk, given after content
/// and directory entry were forced. Nothing else in this program forces a file or replaces one;
/// nothing here knows what a file means.
@NullMarked
package network.cairn.base.files;

import org.jspecify.annotations.NullMarked;
