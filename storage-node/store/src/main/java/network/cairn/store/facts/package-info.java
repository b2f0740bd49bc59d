/// The second place of facts: rows of the index that cannot be made again from anything else, such
/// as pins, agreements and a provider's duties.
///
/// Comes in: each transaction that changes such rows, before it is committed. Goes out: the rows,
/// to an index that was lost. Knows no meaning of a row; never changes one that the index has,
/// unless the index is older.
@NullMarked
package network.cairn.store.facts;

import org.jspecify.annotations.NullMarked;
