/// The ledger's state: what the rules read and write (docs/ledger-state.md).
///
/// Comes in: keys and values as bytes. Goes out: the same in key order. Pure: no file, thread or
/// clock; callers neither change arrays that they gave nor arrays that they got.
@NullMarked
package network.cairn.ledger.state;

import org.jspecify.annotations.NullMarked;
