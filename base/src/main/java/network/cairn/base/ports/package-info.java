/// Ports of this machine.
///
/// Comes in: how many are needed. Goes out: ports at which somebody can listen later. Never: a port
/// that is held longer than it takes to see that it is free.
@NullMarked
package network.cairn.base.ports;

import org.jspecify.annotations.NullMarked;
