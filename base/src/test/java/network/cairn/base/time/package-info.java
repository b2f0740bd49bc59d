/// A simulated scheduler: virtual time, one task at a time, order decided by a seed.
@NullMarked
package network.cairn.base.time;

import org.jspecify.annotations.NullMarked;
