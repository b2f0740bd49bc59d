/// Tests of finding peers by multicast DNS.
@NullMarked
package network.cairn.libp2p.mdns;

import org.jspecify.annotations.NullMarked;
