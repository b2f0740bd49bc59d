/// yamux over in-memory pipes: equal bytes, exact credit, hostile peers.
@NullMarked
package network.cairn.libp2p.mux.yamux;

import org.jspecify.annotations.NullMarked;
