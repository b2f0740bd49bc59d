/// Content as a command needs it: trees and CARs in and out, whoever keeps the blocks.
///
/// Comes in: requests as values, entries to read, sinks to fill. Goes out: what was added, imported
/// and read. Whether a daemon does it, over HTTP, or this process, without any encoding between,
/// shows in nothing but speed. Never knows a transport, a repository or a terminal.
@NullMarked
package network.cairn.api.content;

import org.jspecify.annotations.NullMarked;
