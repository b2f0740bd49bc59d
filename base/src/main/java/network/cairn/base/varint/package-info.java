/// Unsigned varints (multiformats/unsigned-varint): the numbers in front of everything
/// self-describing.
///
/// Comes in: bytes of a buffer or a stream. Goes out: a number in 0..2^63-1, or InvalidVarint.
/// Never accepts a second spelling of the same number.
@NullMarked
package network.cairn.base.varint;

import org.jspecify.annotations.NullMarked;
