/// Tests of the door's parts that need no server.
@NullMarked
package network.cairn.node.door;

import org.jspecify.annotations.NullMarked;
