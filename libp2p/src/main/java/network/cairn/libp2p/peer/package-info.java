/// Who a peer is: keys, peer ids, and what is known of peers.
///
/// Comes in: serialized keys and ids. Goes out: immutable, checked values. Never opens a connection.
@NullMarked
package network.cairn.libp2p.peer;

import org.jspecify.annotations.NullMarked;
