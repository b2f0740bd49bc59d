/// Time, waiting and threads, owned by whoever constructs the host.
///
/// Comes in: tasks and deadlines. Goes out: the passing of time, real or simulated, and what
/// becomes of a task that dies ([network.cairn.base.time.CriticalLoop]). Nothing else in this
/// module may sleep, start a thread or read a clock.
@NullMarked
package network.cairn.base.time;

import org.jspecify.annotations.NullMarked;
