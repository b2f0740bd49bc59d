package network.cairn.libp2p.transport;

import network.cairn.libp2p.io.Duplex;

/// One connection of bytes, not secured. One reader and one writer at a time.
///
/// There are no read timeouts: a deadline is kept by closing the connection from another thread
/// ([network.cairn.libp2p.io.Watchdog]), which makes blocked reads and writes fail with an
/// `IOException`. Threads in here are never interrupted.
public non-sealed interface RawConn extends TransportConn, Duplex {}
