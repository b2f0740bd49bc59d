/// Servers of blocks that are slow, lie, fail, never end or send callers elsewhere, over real
/// sockets of loopback.
@NullMarked
package network.cairn.http.retrieval;

import org.jspecify.annotations.NullMarked;
