/// Snapshots of the state: the same bytes at every node for the same height (docs/protocol.md §15).
///
/// Comes in: a state that stands still, a folder, chunks from anybody. Goes out: manifests and
/// chunks, a store that was filled from them and whose root was made again. Must never take a byte
/// that its manifest does not name, nor know a kind of engine.
@NullMarked
package network.cairn.ledger.engine.snapshot;

import org.jspecify.annotations.NullMarked;
