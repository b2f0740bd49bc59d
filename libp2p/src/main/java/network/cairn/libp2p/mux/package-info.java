/// What is under a stream: muxed connections and their streams, whoever carries them.
///
/// Comes in: an owner that grants memory. Goes out: flow-controlled streams, resets with codes, a
/// measured round trip. Knows no protocol of a stream and no peer.
@NullMarked
package network.cairn.libp2p.mux;

import org.jspecify.annotations.NullMarked;
