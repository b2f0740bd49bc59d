/// A peer that speaks the wire by hand, for the tests of everything above a connection.
@NullMarked
package network.cairn.libp2p.hostile;

import org.jspecify.annotations.NullMarked;
