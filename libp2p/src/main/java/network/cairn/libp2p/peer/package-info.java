/// Who a peer is: keys and the ids made of them (libp2p specs, peer-ids).
///
/// Comes in: serialized keys and ids from anywhere. Goes out: immutable, checked values. Never
/// opens a connection and never holds an algorithm: those are in `crypto`.
@NullMarked
package network.cairn.libp2p.peer;

import org.jspecify.annotations.NullMarked;
