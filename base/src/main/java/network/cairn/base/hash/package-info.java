/// The JDK's hash functions under names of one word.
///
/// Comes in: bytes. Goes out: their hash. Never: a hash of our own making, or a choice between
/// hashes, which is `ipld.multihash`.
@NullMarked
package network.cairn.base.hash;

import org.jspecify.annotations.NullMarked;
