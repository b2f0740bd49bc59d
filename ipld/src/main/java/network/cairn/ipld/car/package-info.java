/// CAR files: blocks one behind the other with their roots in front (ipld.io/specs/transport/car).
///
/// Comes in: a stream. Goes out: sections, in order, with their place; or bytes of a CARv1. Reads
/// CARv1 and the payload of CARv2. Never verifies hashes (Block.verified does) and never opens a
/// file.
@NullMarked
package network.cairn.ipld.car;

import org.jspecify.annotations.NullMarked;
