/// Private networks (libp2p specs, pnet: Private-Networks-PSK-V1): who has not the key cannot even
/// begin to talk.
///
/// Comes in: raw connections and the key that all members hold. Goes out: the same connections,
/// hidden from everybody else. It keeps strangers out; who a peer is, the secure channel inside
/// proves.
@NullMarked
package network.cairn.libp2p.pnet;

import org.jspecify.annotations.NullMarked;
