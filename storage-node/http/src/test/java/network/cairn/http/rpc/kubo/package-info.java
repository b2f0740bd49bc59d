/// Tests of the parts of commands that need no node.
@NullMarked
package network.cairn.http.rpc.kubo;

import org.jspecify.annotations.NullMarked;
