/// Quantities and names as people read and write them: sizes, durations, money, the times of a
/// ledger's heights, short names of accounts. Whoever shows one to a user shows it by these forms.
///
/// Comes in: text of a command line, a request or a configuration. Goes out: checked numbers, text
/// for people. Never guesses at what is no quantity.
@NullMarked
package network.cairn.base.units;

import org.jspecify.annotations.NullMarked;
