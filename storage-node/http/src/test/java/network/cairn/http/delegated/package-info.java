/// Tests of delegated routing, as a server and as a client.
@NullMarked
package network.cairn.http.delegated;

import org.jspecify.annotations.NullMarked;
