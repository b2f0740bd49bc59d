/// Connections: dialling, upgrading, limits, trimming, and streams with an agreed protocol
/// (go-libp2p's swarm policy).
///
/// Comes in: transports, a secure channel, addresses. Goes out: connections to proved peers and
/// their streams. Never trusts an address to say who answers; every count, byte and wait is
/// bounded; refusal is a value.
@NullMarked
package network.cairn.libp2p.swarm;

import org.jspecify.annotations.NullMarked;
