/// The one JSON form of answers: a value as it is read, a writer, and the records that are written.
///
/// Comes in: records and text. Goes out: text and values. Small enough not to be felt at the start
/// of a command; never reads more than one value, nor one deeper than 64.
@NullMarked
package network.cairn.api.json;

import org.jspecify.annotations.NullMarked;
