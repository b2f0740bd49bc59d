/// Whole hosts against each other.
@NullMarked
package network.cairn.libp2p;

import org.jspecify.annotations.NullMarked;
