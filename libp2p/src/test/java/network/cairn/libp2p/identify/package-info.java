/// Identify against peers that send too much, too often, or lies.
@NullMarked
package network.cairn.libp2p.identify;

import org.jspecify.annotations.NullMarked;
