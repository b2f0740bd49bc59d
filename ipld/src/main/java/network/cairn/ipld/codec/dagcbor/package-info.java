/// dag-cbor: the binary codec of the data model (ipld.io/specs/codecs/dag-cbor).
///
/// Comes in: bytes of a block, or a Node. Goes out: a Node, or the one canonical form of it. Only
/// that form is read: shortest heads, definite lengths, sorted text keys, 64-bit finite floats, tag
/// 42 alone. Never recurses beyond a bound.
@NullMarked
package network.cairn.ipld.codec.dagcbor;

import org.jspecify.annotations.NullMarked;
