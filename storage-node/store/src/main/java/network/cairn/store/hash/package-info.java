/// Hashing on many cores, and the hash functions that the JDK lacks.
///
/// Comes in: bytes and pieces of hashing work. Goes out: digests, computed on a bounded pool of
/// platform threads. Knows nothing of files, blocks or networks, and is the only package of this
/// module that sees Bouncy Castle.
@NullMarked
package network.cairn.store.hash;

import org.jspecify.annotations.NullMarked;
