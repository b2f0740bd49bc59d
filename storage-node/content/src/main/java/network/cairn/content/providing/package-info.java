/// Tells DHTs what this node has, again and again, so that others find it.
///
/// Comes in: what the store keeps and what is new in it. Goes out: announcements, region by region
/// of the key space: their cost follows the size of the network, not the number of blocks. What is
/// not announced is still served to whoever asks.
@NullMarked
package network.cairn.content.providing;

import org.jspecify.annotations.NullMarked;
