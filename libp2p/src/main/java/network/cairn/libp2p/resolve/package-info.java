/// Names in multiaddrs: `/dns4`, `/dns6`, `/dns` and `/dnsaddr`.
///
/// Comes in: addresses to dial and somebody who knows names. Goes out: addresses without names.
/// What is answered is dialled, never believed: the peer proves its key. Bounds: names, answers and
/// depth of one dial. Specification: libp2p specs, addressing.
@NullMarked
package network.cairn.libp2p.resolve;

import org.jspecify.annotations.NullMarked;
