/// yamux: many streams over one secure channel (libp2p specs, yamux).
///
/// Comes in: a secured byte stream and a side (dialer or listener). Goes out: flow-controlled
/// streams, resets with codes, a measured round trip. The reader never waits for an application;
/// nothing here knows a protocol or a peer.
@NullMarked
package network.cairn.libp2p.mux.yamux;

import org.jspecify.annotations.NullMarked;
