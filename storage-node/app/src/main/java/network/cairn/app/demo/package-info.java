/// A whole network of real processes on one machine: the demo that tells its story once, and the
/// testnet that stays for playing.
///
/// Comes in: the launcher, a folder, a file to keep. Goes out: child processes that are driven by
/// their command line and their doors, lines or a live table, money that adds up. Must never leave
/// a process or a temporary folder behind, wait without a deadline, or fail without naming its
/// step.
@NullMarked
package network.cairn.app.demo;

import org.jspecify.annotations.NullMarked;
