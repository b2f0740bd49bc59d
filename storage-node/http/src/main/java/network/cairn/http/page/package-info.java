/// The page for browsers and `/api/v1`, the data behind it, at the door of the RPC.
///
/// Comes in: GET requests of the node's owner. Goes out: files of the jar, JSON that the commands
/// of the RPC answer, and events as they happen. Nothing is changed here: what changes something is
/// a call of the RPC, by its rules. Lists are bounded, event streams are counted, and one that is
/// not read is ended.
@NullMarked
package network.cairn.http.page;

import org.jspecify.annotations.NullMarked;
