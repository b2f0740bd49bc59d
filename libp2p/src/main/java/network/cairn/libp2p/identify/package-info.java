/// Who is at the other end: the exchange of keys, addresses and protocols after a connection is up
/// (libp2p specs, identify and push).
///
/// Comes in: connections and pushes. Goes out: verified facts into the peerstore, our own signed
/// record to peers. Never stores a record whose signer is not the connection's peer.
@NullMarked
package network.cairn.libp2p.identify;

import org.jspecify.annotations.NullMarked;
