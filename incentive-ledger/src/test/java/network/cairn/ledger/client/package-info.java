/// Ledgers for tests: the real rules, stepped by hand.
@NullMarked
package network.cairn.ledger.client;

import org.jspecify.annotations.NullMarked;
