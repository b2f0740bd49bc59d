/// The product's entry point, which joins the command line and the roles behind it.
///
/// Comes in: the words of a command line. Goes out: an exit code. Holds nothing else.
@NullMarked
package network.cairn.app;

import org.jspecify.annotations.NullMarked;
