/// The rules of the ledger: what a block does to a state (docs/protocol.md §2 to §6).
///
/// Comes in: a state, a block's context and its transactions. Goes out: a result for each, events,
/// and the writes. Whether the ledger would take a message is asked of `Preconditions`, by
/// execution over the state that a block changes and by nodes over a proved one. Execution never
/// throws for what a transaction holds. Pure: integers only, no clock, thread, file, socket or
/// random.
@NullMarked
package network.cairn.ledger.rules;

import org.jspecify.annotations.NullMarked;
