/// How a node that founded nothing gets to a chain: what it asks of the servers of a network file,
/// and the headers that it believes of them until it has blocks of its own (docs/protocol.md §15).
///
/// Comes in: a network file, servers that may lie. Goes out: a home, believed headers. Must never
/// give out a header that does not follow from what the network file trusts.
@NullMarked
package network.cairn.ledger.join;

import org.jspecify.annotations.NullMarked;
