/// Memory that callers share.
///
/// Comes in: how much there is, and how much somebody wants. Goes out: whether it is to be had.
/// Never allocates anything and never waits.
@NullMarked
package network.cairn.base.memory;

import org.jspecify.annotations.NullMarked;
