/// The Kademlia DHT of libp2p: who has what, who is where, and small signed values, kept by the
/// peers that are nearest to a key.
///
/// Comes in: questions of this node, requests of peers, connections of the host. Goes out: requests
/// to peers, answers, provider records. What peers say is a hint: bounded, filtered by the scope of
/// their addresses, never believed. Never knows a block.
@NullMarked
package network.cairn.libp2p.kad;

import org.jspecify.annotations.NullMarked;
