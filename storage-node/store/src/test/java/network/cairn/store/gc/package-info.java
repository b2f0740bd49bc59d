/// Collections over blocks in a map.
@NullMarked
package network.cairn.store.gc;

import org.jspecify.annotations.NullMarked;
