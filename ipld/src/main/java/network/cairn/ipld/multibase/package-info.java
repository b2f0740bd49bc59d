/// Multibase (multiformats/multibase): bytes as text whose first character names the base.
///
/// Comes in: bytes, or text from anywhere. Goes out: text, or bytes; text with a wrong character,
/// length or padding is refused. Never guesses a base.
@NullMarked
package network.cairn.ipld.multibase;

import org.jspecify.annotations.NullMarked;
