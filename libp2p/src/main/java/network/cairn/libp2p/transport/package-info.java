/// Ways to carry a connection to an address.
///
/// Comes in: multiaddrs. Goes out: blocking connections that another thread may close at any time:
/// raw ones, whose peer is unknown until `security` proves it, or capable ones of transports that
/// secure and mux by themselves. Never decides which peer may connect.
@NullMarked
package network.cairn.libp2p.transport;

import org.jspecify.annotations.NullMarked;
