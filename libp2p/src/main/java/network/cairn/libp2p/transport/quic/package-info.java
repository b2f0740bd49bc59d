/// QUIC v1 over UDP (RFC 9000; libp2p specs, quic), by a native codec: the only room that knows
/// Netty.
///
/// Comes in: multiaddrs, this host's certificate. Goes out: connections to proved peers, with
/// streams that block as all others do. One thread serves every socket of a host; it waits for
/// nothing and never runs what belongs to the application.
@NullMarked
package network.cairn.libp2p.transport.quic;

import org.jspecify.annotations.NullMarked;
