/// TCP over blocking socket channels, meant for virtual threads.
///
/// Comes in: `/ip4|ip6/.../tcp/...`, perhaps with `/ws` or `/tls/ws`. Goes out: raw connections
/// without delay of small writes. Never resolves names, never interrupts a thread in socket I/O:
/// connections are ended by closing them.
@NullMarked
package network.cairn.libp2p.transport.tcp;

import org.jspecify.annotations.NullMarked;
