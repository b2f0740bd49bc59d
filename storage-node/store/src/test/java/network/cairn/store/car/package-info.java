/// Attached files on a simulated disk, and CARv1 bytes of any shape.
@NullMarked
package network.cairn.store.car;

import org.jspecify.annotations.NullMarked;
