/// A network that exists only in a simulation: latency, bandwidth, broken connections, partitions,
/// all from a seed.
@NullMarked
package network.cairn.libp2p.transport.memory;

import org.jspecify.annotations.NullMarked;
