/// Sharded directories: hash array mapped tries over entry names (ipfs specs, UnixFS, HAMT).
///
/// Comes in: entries, or the root shard of anyone. Goes out: shards as Kubo builds them, entries by
/// name or one after another. Depth is bounded by the bits of a 64-bit hash; pure apart from the
/// blocks it asks for.
@NullMarked
package network.cairn.content.unixfs.hamt;

import org.jspecify.annotations.NullMarked;
