/// What others know of the blocks on this machine's disk (docs/architecture.md): the store and its
/// writers as interfaces, what they answer and refuse, walks over what is here.
///
/// Comes in: blocks whose CID the caller has computed or checked. Goes out: the same bytes, checked
/// when asked. Knows neither packs nor tables.
@NullMarked
package network.cairn.store.blockstore;

import org.jspecify.annotations.NullMarked;
