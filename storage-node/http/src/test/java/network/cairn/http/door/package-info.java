/// Tests of the server with hostile callers, by hand over sockets.
@NullMarked
package network.cairn.http.door;

import org.jspecify.annotations.NullMarked;
