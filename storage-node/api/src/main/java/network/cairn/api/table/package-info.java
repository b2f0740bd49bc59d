/// The rows: every command of the program and its doors, by family.
///
/// Comes in: nothing. Goes out: [network.cairn.api.table.Commands], the whole table, and its rows
/// by name for whoever runs them. Holds no code of a command.
@NullMarked
package network.cairn.api.table;

import org.jspecify.annotations.NullMarked;
