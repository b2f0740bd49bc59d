/// Ledgers for tests: the real rules, stepped by hand.
@NullMarked
package network.cairn.node.ledger;

import org.jspecify.annotations.NullMarked;
