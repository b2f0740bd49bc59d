/// What connections cost that are held and not used: memory, threads, descriptors, processor time.
@NullMarked
package network.cairn.bench.connections;

import org.jspecify.annotations.NullMarked;
