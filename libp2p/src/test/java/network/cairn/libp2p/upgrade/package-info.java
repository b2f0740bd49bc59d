@NullMarked
package network.cairn.libp2p.upgrade;

import org.jspecify.annotations.NullMarked;
