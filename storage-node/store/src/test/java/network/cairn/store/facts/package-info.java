/// Logs of facts on a simulated disk.
@NullMarked
package network.cairn.store.facts;

import org.jspecify.annotations.NullMarked;
