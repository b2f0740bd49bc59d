/// Sharded directories under laws and from hostile hands, over blocks in memory.
@NullMarked
package network.cairn.content.unixfs.hamt;

import org.jspecify.annotations.NullMarked;
