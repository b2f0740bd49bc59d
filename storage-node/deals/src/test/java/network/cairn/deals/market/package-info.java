/// Whole deals in one JVM: a stepped ledger under the real rules, hosts over loopback.
@NullMarked
package network.cairn.deals.market;

import org.jspecify.annotations.NullMarked;
