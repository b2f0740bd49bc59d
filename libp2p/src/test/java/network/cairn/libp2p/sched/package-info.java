/// A simulated scheduler: virtual time, one task at a time, order decided by a seed.
@NullMarked
package network.cairn.libp2p.sched;

import org.jspecify.annotations.NullMarked;
