/// QUIC on loopback: honest pairs, and attackers with sockets of their own.
@NullMarked
package network.cairn.libp2p.transport.quic;

import org.jspecify.annotations.NullMarked;
