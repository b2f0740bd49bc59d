/// Tests of Cairn's own commands.
@NullMarked
package network.cairn.http.rpc.cairn;

import org.jspecify.annotations.NullMarked;
