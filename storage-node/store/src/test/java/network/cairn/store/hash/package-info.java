/// Digests against plain answers, and the pool under load.
@NullMarked
package network.cairn.store.hash;

import org.jspecify.annotations.NullMarked;
