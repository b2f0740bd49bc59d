/// The ledger's values and their canonical encoding (docs/protocol.md §1 to §7).
///
/// Comes in: bytes. Goes out: immutable values that encode back to the same bytes. Pure: no clock,
/// thread, file, socket or random.
@NullMarked
package network.cairn.ledger.types;

import org.jspecify.annotations.NullMarked;
