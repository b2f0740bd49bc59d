/// Tests of peers that are kept connected.
@NullMarked
package network.cairn.libp2p.peering;

import org.jspecify.annotations.NullMarked;
