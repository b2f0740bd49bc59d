/// Tests of the door's parts that need no server.
@NullMarked
package network.cairn.http.rpc;

import org.jspecify.annotations.NullMarked;
