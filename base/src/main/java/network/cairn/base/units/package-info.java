/// Quantities as people write them: sizes and durations.
///
/// Comes in: text of a command line, a request or a configuration. Goes out: checked numbers, text
/// for people. Never guesses at what is no quantity.
@NullMarked
package network.cairn.base.units;

import org.jspecify.annotations.NullMarked;
