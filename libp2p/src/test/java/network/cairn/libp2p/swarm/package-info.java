/// Limits of the swarm, each broken once.
@NullMarked
package network.cairn.libp2p.swarm;

import org.jspecify.annotations.NullMarked;
