/// Bitswap on simulated networks and over loopback, with honest and hostile peers.
@NullMarked
package network.cairn.content.exchange.bitswap;

import org.jspecify.annotations.NullMarked;
