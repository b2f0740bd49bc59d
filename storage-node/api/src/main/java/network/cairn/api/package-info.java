/// The table of commands: what can be asked of a node, told once.
///
/// Comes in: nothing. Goes out: names, options and answers for parser, doors, help and completion.
/// Never runs a command, and knows neither HTTP nor a terminal. Each start of the program passes
/// through here, so there is no reflection and no pattern switch in the table.
@NullMarked
package network.cairn.api;

import org.jspecify.annotations.NullMarked;
