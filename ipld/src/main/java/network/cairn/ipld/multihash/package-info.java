/// Multihashes (multiformats/multihash): a digest that says which function made it and how long it
/// is.
///
/// Comes in: digests and bytes from anywhere. Goes out: immutable values; hashes through Hashing,
/// which others extend. Never decides which functions are safe enough: that is the policy of
/// whoever stores blocks.
@NullMarked
package network.cairn.ipld.multihash;

import org.jspecify.annotations.NullMarked;
