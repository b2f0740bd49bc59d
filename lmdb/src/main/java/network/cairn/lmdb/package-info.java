/// Ordered tables of keys and values with atomic, durable transactions, on LMDB.
///
/// Comes in: bytes, in tables that their owners register. Goes out: the same bytes by key, in
/// order, or that they are not as they were written. Nothing else in this program uses LMDB;
/// nothing here knows what a key means, and nothing is mapped before it was looked at.
@NullMarked
package network.cairn.lmdb;

import org.jspecify.annotations.NullMarked;
