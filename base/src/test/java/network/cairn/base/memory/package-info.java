/// Tests of shared memory.
@NullMarked
package network.cairn.base.memory;

import org.jspecify.annotations.NullMarked;
