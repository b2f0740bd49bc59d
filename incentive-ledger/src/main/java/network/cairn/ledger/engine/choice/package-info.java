/// The choice of an engine, in one place.
///
/// Comes in: a home. Goes out: its engine, by the interface. The only package that names a kind of
/// engine; must never do more than choose.
@NullMarked
package network.cairn.ledger.engine.choice;

import org.jspecify.annotations.NullMarked;
