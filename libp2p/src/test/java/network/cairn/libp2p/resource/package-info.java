/// Tests of the limits.
@NullMarked
package network.cairn.libp2p.resource;

import org.jspecify.annotations.NullMarked;
