/// Kubo's commands, by their RPC paths, on this node's services.
///
/// Comes in: checked calls. Goes out: the shapes that Kubo's clients read. Each class holds one
/// group of commands and its table of routes. Nothing here speaks HTTP or moves money.
@NullMarked
package network.cairn.http.rpc.kubo;

import org.jspecify.annotations.NullMarked;
