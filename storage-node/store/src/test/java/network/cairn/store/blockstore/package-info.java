/// Walks, policies and sets over blocks in a map.
@NullMarked
package network.cairn.store.blockstore;

import org.jspecify.annotations.NullMarked;
