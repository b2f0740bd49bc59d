/// Who has said to have what, as peers of a DHT leave it with this node, and what this node has
/// said itself, on the disk.
///
/// Comes in: records from strangers, and this node's account of its announcements. Goes out: the
/// same, as long as they count. All of it are hints: what is lost here is announced again within a
/// day.
@NullMarked
package network.cairn.store.providers;

import org.jspecify.annotations.NullMarked;
