@NullMarked
package network.cairn.libp2p.pnet;

import org.jspecify.annotations.NullMarked;
