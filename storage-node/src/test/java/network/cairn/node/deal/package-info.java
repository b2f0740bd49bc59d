/// Broken messages and greedy peers.
@NullMarked
package network.cairn.node.deal;

import org.jspecify.annotations.NullMarked;
