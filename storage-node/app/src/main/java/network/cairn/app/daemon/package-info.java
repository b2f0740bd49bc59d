/// A running node: opens the parts of a home in order, joins them, and closes them in the reverse
/// order.
///
/// Comes in: a home directory and its configuration. Goes out: a node that serves peers and its
/// door, or the same commands in this process without a network. The only package that calls the
/// constructors of services. Holds no rule of any protocol.
@NullMarked
package network.cairn.app.daemon;

import org.jspecify.annotations.NullMarked;
