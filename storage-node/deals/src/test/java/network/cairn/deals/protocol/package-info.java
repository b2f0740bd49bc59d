/// Broken messages and greedy peers.
@NullMarked
package network.cairn.deals.protocol;

import org.jspecify.annotations.NullMarked;
