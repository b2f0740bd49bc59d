/// Names in addresses, with answers that tests make up.
@NullMarked
package network.cairn.libp2p.resolve;

import org.jspecify.annotations.NullMarked;
