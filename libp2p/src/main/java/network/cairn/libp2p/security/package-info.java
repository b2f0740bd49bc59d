/// What a secured connection is, whichever handshake made it.
///
/// Comes in: a raw connection. Goes out: a connection whose peer has proved its key. Never hands
/// out bytes that were not authenticated.
@NullMarked
package network.cairn.libp2p.security;

import org.jspecify.annotations.NullMarked;
