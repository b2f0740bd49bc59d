/// Connections: dialling, limits (go-libp2p's resource manager), trimming, and streams with an
/// agreed protocol (go-libp2p's swarm).
///
/// Comes in: transports, an upgrader, addresses. Goes out: connections to proved peers and their
/// streams. Never trusts an address to say who answers, nor knows which secure channel or muxer
/// carries a connection; every count, byte and wait is bounded; refusal is a value.
@NullMarked
package network.cairn.libp2p.swarm;

import org.jspecify.annotations.NullMarked;
