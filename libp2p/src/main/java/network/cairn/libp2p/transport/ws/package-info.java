/// WebSocket (RFC 6455; libp2p specs, websockets) as one more way to carry a connection's bytes:
/// binary frames, whose borders mean nothing.
///
/// Comes in: a raw connection. Goes out: a raw connection inside its frames. Knows no address,
/// opens no socket, compresses nothing.
@NullMarked
package network.cairn.libp2p.transport.ws;

import org.jspecify.annotations.NullMarked;
