/// The command line: a thin client of the daemon's HTTP door.
///
/// Comes in: arguments, environment, standard input. Goes out: text for people, `--enc=json` for
/// programs, progress on standard error, exit codes 0 and 1. Never touches Netty, Bouncy Castle, a
/// JSON binding or the store on the way of a command that a daemon answers: such a command must
/// start in milliseconds.
@NullMarked
package network.cairn.cli;

import org.jspecify.annotations.NullMarked;
