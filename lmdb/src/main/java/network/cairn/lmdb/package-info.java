/// Ordered tables of keys and values with atomic, durable transactions, on LMDB.
///
/// Comes in: bytes, in tables that their owners register. Goes out: the same bytes by key, in
/// order. Nothing else in this program uses LMDB; nothing here knows what a key means.
@NullMarked
package network.cairn.lmdb;

import org.jspecify.annotations.NullMarked;
