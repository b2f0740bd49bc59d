/// Tests of the parts of commands that need no node.
@NullMarked
package network.cairn.node.door.kubo;

import org.jspecify.annotations.NullMarked;
