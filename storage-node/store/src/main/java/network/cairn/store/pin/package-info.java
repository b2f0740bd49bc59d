/// Pins: which DAGs and blocks this node has promised to keep (docs/architecture.md).
///
/// Comes in: roots with a mode and a name. Goes out: who holds a block, and the roots that garbage
/// collection starts from. Never fetches a block and never removes one.
@NullMarked
package network.cairn.store.pin;

import org.jspecify.annotations.NullMarked;
