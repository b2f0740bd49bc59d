/// Agreement on a protocol id: multistream-select 1.0 (libp2p specs, connections).
///
/// Comes in: candidate ids and a byte channel. Goes out: the id both sides speak. Never reads past
/// the last line of the negotiation, never waits without the caller's deadline.
@NullMarked
package network.cairn.libp2p.select;

import org.jspecify.annotations.NullMarked;
