/// The one HTTP server of the program, behind which every door stands, and all that a door must
/// bear before it knows what is asked.
///
/// Comes in: connections of anybody. Goes out: a [Request] and a [Response] for a [Handler]. What
/// every door gets from here: [DoorLimits] for connections and their times, hang-ups as
/// [Request#gone], the hosts it may be called by, the web pages it may be called from. Never: what
/// a command means.
@NullMarked
package network.cairn.http.door;

import org.jspecify.annotations.NullMarked;
