/// Durable blocks: append-only packs and an LMDB index (docs/architecture.md).
///
/// Comes in: blocks whose CID the caller has computed or checked. Goes out: the same bytes, checked
/// when asked. Never reports a block as kept before it is fsynced.
@NullMarked
package network.cairn.store.blockstore;

import org.jspecify.annotations.NullMarked;
