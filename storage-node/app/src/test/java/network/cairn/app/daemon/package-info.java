/// Tests of running nodes: the door over real sockets, two nodes that exchange, restarts.
@NullMarked
package network.cairn.app.daemon;

import org.jspecify.annotations.NullMarked;
