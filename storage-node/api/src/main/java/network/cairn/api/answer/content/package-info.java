/// The answers of Kubo's commands on content, with Kubo's names of fields.
///
/// Comes in: plain values. Goes out: JSON as Kubo's clients read it, byte for byte.
@NullMarked
package network.cairn.api.answer.content;

import org.jspecify.annotations.NullMarked;
